import { type Attribute, describeTensor, type Shape, type Tensor } from '../tensor';

/** What batch normalization by the batch's own statistics gives. */
export interface BatchNormOutputs {
  /** The shape of what was normalized. */
  readonly y: Tensor;
  /** Of the batch, [channels]; the variance is the unbiased one. They are not to be differentiated through. */
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * Batch normalization by the statistics of the batch itself.
 *
 * @param x [batch, height, width, channels]
 * @param scale gamma, [channels]
 * @param offset beta, [channels]
 */
export function batchNorm(x: Tensor, scale: Tensor, offset: Tensor, epsilon = EPSILON): Tensor {
  return batchNormWithStatistics(x, scale, offset, epsilon).y;
}

/** The same with the statistics, to keep running averages of. */
export function batchNormWithStatistics(
  x: Tensor,
  scale: Tensor,
  offset: Tensor,
  epsilon = EPSILON,
): BatchNormOutputs {
  assertShapes(x, scale, offset);
  const graph = x.node.graph;
  const perChannel = { shape: [x.shape[3]], dtype: 'float32' } as const;
  const attributes = createAttributes(epsilon, true);
  const empty = graph.constant([], [0]);
  const node = graph.add({
    op: 'FusedBatchNormV3',
    inputs: [x, scale, offset, empty, empty],
    attributes,
    outputs: createOutputSpecs(x),
    gradient: ([dy, ...statisticsGradients]) => {
      if (statisticsGradients.some((each) => each !== null)) {
        throw new Error(
          `${node.name}: FusedBatchNormV3 has no gradient through the statistics that it gives`,
        );
      }
      if (!dy) return [null, null, null, null, null];
      const [dx, dScale, dOffset] = graph.add({
        op: 'FusedBatchNormGradV3',
        // The last three are what the forward kernel saved for this one.
        inputs: [dy, x, scale, node.outputs[3], node.outputs[4], node.outputs[5]],
        attributes,
        outputs: [
          { shape: x.shape, dtype: 'float32' },
          perChannel,
          perChannel,
          { shape: [0], dtype: 'float32' },
          { shape: [0], dtype: 'float32' },
        ],
      }).outputs;
      return [dx, dScale, dOffset, null, null];
    },
  });
  const [y, mean, variance] = node.outputs;
  return { y, mean, variance };
}

/**
 * Normalization by statistics that are given, so that an image's result does not depend on its batch. To serve, not to
 * train: it has no gradient.
 *
 * @param mean [channels]
 * @param variance [channels]
 */
export function batchNormInference(
  x: Tensor,
  scale: Tensor,
  offset: Tensor,
  mean: Tensor,
  variance: Tensor,
  epsilon = EPSILON,
): Tensor {
  assertShapes(x, scale, offset);
  return x.node.graph.add({
    op: 'FusedBatchNormV3',
    inputs: [x, scale, offset, mean, variance],
    attributes: createAttributes(epsilon, false),
    outputs: createOutputSpecs(x),
  }).outputs[0];
}

const EPSILON = 1e-5;

function createAttributes(epsilon: number, isTraining: boolean): Readonly<Record<string, Attribute>> {
  return {
    T: { type: 'float32' },
    U: { type: 'float32' },
    epsilon: { float: epsilon },
    data_format: { string: 'NHWC' },
    is_training: { bool: isTraining },
  };
}

function createOutputSpecs(x: Tensor): { shape: Shape; dtype: 'float32' }[] {
  const perChannel = { shape: [x.shape[3]], dtype: 'float32' } as const;
  return [{ shape: x.shape, dtype: 'float32' }, ...Array.from({ length: 5 }, () => perChannel)];
}

function assertShapes(x: Tensor, scale: Tensor, offset: Tensor): void {
  const channels = String(x.shape[3]);
  if (x.shape.length === 4 && scale.shape.join() === channels && offset.shape.join() === channels) return;
  throw new Error(
    `FusedBatchNormV3 of ${describeTensor(x)} with scale ${describeTensor(scale)} and offset ${describeTensor(offset)}`,
  );
}
