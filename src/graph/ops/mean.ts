import type { Tensor } from '../tensor';
import { broadcastTo } from './broadcast-sum';
import { scale } from './mul';
import { reduce } from './reduce';
import { reshape } from './reshape';

/** Returns the mean over `axes`, which are removed from the shape. */
export function mean(x: Tensor, axes: readonly number[]): Tensor {
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  return reduce('Mean', x, axes, (dy, kept) => broadcastTo(reshape(scale(dy, 1 / count), kept), x.shape));
}
