import { add, div, floor, mul, randomUniform, scale, unstack } from '../graph/ops';
import type { Shape, Tensor } from '../graph/tensor';

/**
 * 1 / keep with probability `keep`, else 0: a mask that leaves means as they are.
 *
 * @param keep above 0; a scalar tensor where it changes from step to step
 * @param seed int32 [2]
 */
export function createDropoutMask(shape: Shape, keep: number | Tensor, seed: Tensor): Tensor {
  const uniform = randomUniform(shape, seed);
  if (typeof keep !== 'number') return div(floor(add(uniform, keep)), keep);
  return scale(floor(add(uniform, seed.node.graph.scalar(keep))), 1 / keep);
}

/**
 * Masks that drop whole paths of a network, image by image (drop-path: Larsson et al., ICLR 2017): `count` of
 * [batch, 1, 1, 1], drawn together.
 */
export function createDropPathMasks(
  count: number,
  batch: number,
  keep: number | Tensor,
  seed: Tensor,
): Tensor[] {
  return unstack(createDropoutMask([count, batch, 1, 1, 1], keep, seed));
}

/** Dropout: single features of x, any shape. */
export function dropout(x: Tensor, keep: number, seed: Tensor): Tensor {
  return keep === 1 ? x : mul(x, createDropoutMask(x.shape, keep, seed));
}
