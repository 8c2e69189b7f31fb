import { describe, type Tensor } from '../tensor';

/**
 * Batch normalisation by the statistics of the batch itself (in training and in scoring alike; no running means).
 *
 * @param x [batch, height, width, channels]
 * @param scale gamma, [channels]
 * @param offset beta, [channels]
 */
export function batchNorm(x: Tensor, scale: Tensor, offset: Tensor, epsilon = 1e-5): Tensor {
  const channels = x.shape[3];
  if (
    x.shape.length !== 4 ||
    scale.shape.join() !== String(channels) ||
    offset.shape.join() !== String(channels)
  ) {
    throw new Error(
      `FusedBatchNormV3 of ${describe(x)} with scale ${describe(scale)} and offset ${describe(offset)}`,
    );
  }
  const graph = x.node.graph;
  const attributes = {
    T: { type: 'float32' },
    U: { type: 'float32' },
    epsilon: { float: epsilon },
    data_format: { string: 'NHWC' },
    is_training: { bool: true },
  } as const;
  const none = graph.constant([], [0]);
  const perChannel = { shape: [channels], dtype: 'float32' } as const;
  const node = graph.add({
    op: 'FusedBatchNormV3',
    inputs: [x, scale, offset, none, none],
    attributes,
    outputs: [
      { shape: x.shape, dtype: 'float32' },
      perChannel,
      perChannel,
      perChannel,
      perChannel,
      perChannel,
    ],
    gradient: ([dy]) => {
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
  return node.outputs[0];
}
