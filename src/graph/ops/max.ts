import type { Tensor } from '../tensor';
import { broadcastTo } from './broadcast';
import { equal } from './compare';
import { reduce } from './reduce';
import { reshape } from './reshape';
import { select } from './select';

/** Maximum over `axes`, which vanish from the shape. Each of several equal maxima gets the whole gradient. */
export function max(x: Tensor, axes: readonly number[]): Tensor {
  const largest: Tensor = reduce('Max', x, axes, (dy, kept) => {
    const isMax = equal(x, broadcastTo(reshape(largest, kept), x.shape));
    return select(isMax, broadcastTo(reshape(dy, kept), x.shape), x.node.graph.constant([0], x.shape));
  });
  return largest;
}
