import { add, div, floor, mul, randomUniform, scale, unstack } from '../graph/ops';
import type { Shape, Tensor } from '../graph/tensor';

/**
 * Returns a mask that is 1 / keep with probability `keep`, else 0, so that multiplying preserves the mean.
 *
 * @param keep above 0; a scalar tensor if it changes from step to step
 * @param seed int32 [2]
 */
export function createDropoutMask(shape: Shape, keep: number | Tensor, seed: Tensor): Tensor {
  const uniform = randomUniform(shape, seed);
  if (typeof keep !== 'number') return div(floor(add(uniform, keep)), keep);
  return scale(floor(add(uniform, seed.node.graph.scalar(keep))), 1 / keep);
}

/**
 * Returns drop-path masks, which drop whole paths of a network per image (Larsson et al., ICLR 2017): `count` masks of
 * [batch, 1, 1, 1], sampled together.
 */
export function createDropPathMasks(
  count: number,
  batch: number,
  keep: number | Tensor,
  seed: Tensor,
): Tensor[] {
  return unstack(createDropoutMask([count, batch, 1, 1, 1], keep, seed));
}

/** Applies dropout to x, of any shape. */
export function dropout(x: Tensor, keep: number, seed: Tensor): Tensor {
  return keep === 1 ? x : mul(x, createDropoutMask(x.shape, keep, seed));
}
