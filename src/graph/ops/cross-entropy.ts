import { describeTensor, isIndexDType, type Tensor } from '../tensor';
import { mul } from './mul';
import { reshape } from './reshape';

/**
 * Returns the softmax cross-entropy with class numbers, in nats.
 *
 * @param logits [batch, classes]
 * @param labels int32 or int64 [batch]
 * @returns [batch]
 */
export function sparseCrossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const [batch, classes] = logits.shape;
  if (logits.shape.length !== 2 || labels.shape.join() !== String(batch) || !isIndexDType(labels.dtype)) {
    throw new Error(
      `SparseSoftmaxCrossEntropyWithLogits of ${describeTensor(logits)} with labels ${describeTensor(labels)}`,
    );
  }
  const node = logits.node.graph.add({
    op: 'SparseSoftmaxCrossEntropyWithLogits',
    inputs: [logits, labels],
    attributes: { T: { type: 'float32' }, Tlabels: { type: labels.dtype } },
    outputs: [
      { shape: [batch], dtype: 'float32' },
      { shape: [batch, classes], dtype: 'float32' },
    ],
    // The second output is d loss / d logits.
    gradient: ([dy]) => [dy && mul(reshape(dy, [batch, 1]), node.outputs[1]), null],
  });
  return node.outputs[0];
}

/**
 * Returns the softmax cross-entropy with a distribution over the classes, in nats.
 *
 * @param logits [batch, classes]
 * @param targets [batch, classes], rows that sum to one; no gradient flows to them
 * @returns [batch]
 */
export function crossEntropy(logits: Tensor, targets: Tensor): Tensor {
  const [batch, classes] = logits.shape;
  if (logits.shape.length !== 2 || targets.shape.join() !== logits.shape.join()) {
    throw new Error(
      `SoftmaxCrossEntropyWithLogits of ${describeTensor(logits)} with targets ${describeTensor(targets)}`,
    );
  }
  const node = logits.node.graph.add({
    op: 'SoftmaxCrossEntropyWithLogits',
    inputs: [logits, targets],
    attributes: { T: { type: 'float32' } },
    outputs: [
      { shape: [batch], dtype: 'float32' },
      { shape: [batch, classes], dtype: 'float32' },
    ],
    gradient: ([dy]) => [dy && mul(reshape(dy, [batch, 1]), node.outputs[1]), null],
  });
  return node.outputs[0];
}
