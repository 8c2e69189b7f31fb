import { crossEntropy, sparseCrossEntropy } from '../../../../src/graph/ops/cross-entropy';
import { floats, integers } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';

export const crossEntropyCases: readonly OpCase[] = [
  {
    title: 'compares logits with class numbers',
    covers: 'cross-entropy.sparseCrossEntropy',
    inputs: [spread([3, 4], 1, -2, 2), integers([3], [0, 3, 1])],
    build: ([logits, labels]) => sparseCrossEntropy(logits, labels),
    eager: (tf, [logits, labels]) =>
      tf.neg(tf.sum(tf.mul(tf.oneHot(labels.toInt(), 4), tf.logSoftmax(logits)), 1)),
  },
  {
    title: 'is log(classes) for equal logits',
    covers: 'cross-entropy.sparseCrossEntropy',
    inputs: [floats([1, 4], [5, 5, 5, 5]), integers([1], [2])],
    build: ([logits, labels]) => sparseCrossEntropy(logits, labels),
    expected: [Math.log(4)],
  },
  {
    title: 'compares logits with distributions',
    covers: 'cross-entropy.crossEntropy',
    inputs: [spread([2, 3], 1, -2, 2)],
    build: ([logits], graph) => crossEntropy(logits, graph.constant([0.5, 0.25, 0.25, 0, 1, 0], [2, 3])),
    eager: (tf, [logits]) =>
      tf.neg(
        tf.sum(
          tf.mul(
            tf.tensor2d([
              [0.5, 0.25, 0.25],
              [0, 1, 0],
            ]),
            tf.logSoftmax(logits),
          ),
          1,
        ),
      ),
  },
];
