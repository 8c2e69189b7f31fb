import { batchMatmul, softmax } from '../graph/ops';
import type { Tensor } from '../graph/tensor';

/**
 * Dot-product attention (Luong, Pham and Manning 2015, section 3.1, `dot`). Each query gets the mean of the memory,
 * weighted by the softmax of the memory's inner products with the query.
 *
 * @param queries [batch, queries, size]
 * @param memory [batch, positions, size]
 * @returns contexts, [batch, queries, size]
 */
export function attend(queries: Tensor, memory: Tensor): Tensor {
  return batchMatmul(softmax(batchMatmul(queries, memory, false, true)), memory);
}
