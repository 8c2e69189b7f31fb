import type { Tensor } from '../tensor';
import { broadcastTo } from './broadcast-sum';
import { equal } from './compare';
import { reduce } from './reduce';
import { reshape } from './reshape';
import { select } from './select';

/**
 * Returns the maximum over `axes`, which are removed from the shape. Each of several equal maxima gets the
 * full gradient.
 */
export function max(x: Tensor, axes: readonly number[]): Tensor {
  const largest: Tensor = reduce('Max', x, axes, (dy, kept) => {
    const isMax = equal(x, broadcastTo(reshape(largest, kept), x.shape));
    return select(isMax, broadcastTo(reshape(dy, kept), x.shape), x.node.graph.constant([0], x.shape));
  });
  return largest;
}
