import { batchMatmul, softmax } from '../graph/ops';
import type { Tensor } from '../graph/tensor';

/**
 * Attention by inner products (Luong, Pham and Manning 2015, section 3.1, `dot`): for each query the mean of the memory,
 * weighted by the softmax of its products with the query.
 *
 * @param queries [batch, queries, size]
 * @param memory [batch, places, size]
 * @returns contexts, [batch, queries, size]
 */
export function attend(queries: Tensor, memory: Tensor): Tensor {
  return batchMatmul(softmax(batchMatmul(queries, memory, false, true)), memory);
}
