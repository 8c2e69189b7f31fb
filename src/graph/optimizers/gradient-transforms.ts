import { ALWAYS } from '../conditions';
import { add } from '../ops/add';
import { div } from '../ops/div';
import { l2Loss } from '../ops/l2-loss';
import { minimum } from '../ops/min-max';
import { mul, scale } from '../ops/mul';
import { zerosIfDead } from '../ops/routing';
import { sqrt } from '../ops/unary';
import { sumAlive } from '../sum';
import type { Tensor } from '../tensor';
import type { Gradient } from './trainable';

/** Returns the Euclidean norm of all gradients that are alive, taken as one vector: a scalar. */
export function globalNorm(gradients: readonly Gradient[]): Tensor {
  const halfSumOfSquares = sumAlive(gradients.map(({ value }) => l2Loss(value)));
  return sqrt(scale(zerosIfDead(halfSumOfSquares, ALWAYS), 2));
}

/**
 * Scales the gradients so that their global norm is at most `limit`; 0 disables clipping.
 *
 * @param knownNorm the `globalNorm` of the gradients, if already computed
 */
export function clipByGlobalNorm(
  gradients: readonly Gradient[],
  limit: number,
  knownNorm?: Tensor,
): Gradient[] {
  if (limit === 0 || gradients.length === 0) return [...gradients];
  const norm = knownNorm ?? globalNorm(gradients);
  const graph = norm.node.graph;
  // A norm of zero gives infinity here, and the factor is one.
  const factor = minimum(graph.scalar(1), div(graph.scalar(limit), norm));
  return gradients.map(({ trainable, value }) => ({ trainable, value: mul(value, factor) }));
}

/** Adds the gradient of `decay / 2 * |parameters|^2`. Rows without a gradient in a run do not decay in it. */
export function addWeightDecay(gradients: readonly Gradient[], decay: number): Gradient[] {
  if (decay === 0) return [...gradients];
  return gradients.map(({ trainable, value }) => ({
    trainable,
    value: add(value, scale(trainable.value, decay)),
  }));
}
