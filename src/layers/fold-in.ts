import { add, mul } from '../graph/ops';
import type { Tensor } from '../graph/tensor';

/**
 * Derives the seed of one use of random numbers within a step, like `jax.random.fold_in`.
 *
 * @param seed int32 [2], of the run and the step
 * @param uses more than the largest `use`, so that the seeds of successive steps never coincide
 * @returns int32 [2]
 */
export function foldIn(seed: Tensor, uses: number, use: number): Tensor {
  const { graph } = seed.node;
  return add(mul(seed, graph.integers([1, uses])), graph.integers([0, use]));
}
