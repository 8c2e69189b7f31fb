import { ALWAYS } from '../conditions';
import { orZeros } from '../guards';
import { add } from '../ops/add';
import { div } from '../ops/div';
import { minimum } from '../ops/min-max';
import { l2Loss } from '../ops/l2-loss';
import { mul, scale } from '../ops/mul';
import { sqrt } from '../ops/unary';
import { sumAlive } from '../sum';
import type { Tensor } from '../tensor';
import type { Gradient } from './trainable';

/** The Euclidean norm of all gradients that are alive, taken as one vector: a scalar. */
export function globalNorm(gradients: readonly Gradient[]): Tensor {
  const halves = sumAlive(gradients.map(({ value }) => l2Loss(value)));
  return sqrt(scale(orZeros(halves, ALWAYS), 2));
}

/**
 * Gradients shortened together so that their global norm is at most `limit`; 0 leaves them alone.
 *
 * @param known their `globalNorm`, where that has been taken already
 */
export function clipByGlobalNorm(gradients: readonly Gradient[], limit: number, known?: Tensor): Gradient[] {
  if (limit === 0 || gradients.length === 0) return [...gradients];
  const norm = known ?? globalNorm(gradients);
  const graph = norm.node.graph;
  // A norm of zero gives infinity here, of which one is the smaller.
  const factor = minimum(graph.scalar(1), div(graph.scalar(limit), norm));
  return gradients.map(({ of, value }) => ({ of, value: mul(value, factor) }));
}

/** Adds the gradient of `decay / 2 * |parameters|^2`. Rows that have no gradient in a run do not decay in it. */
export function decayWeights(gradients: readonly Gradient[], decay: number): Gradient[] {
  if (decay === 0) return [...gradients];
  return gradients.map(({ of, value }) => ({ of, value: add(value, scale(of.value, decay)) }));
}
