import type { Controller } from '../../../controller/controller';
import { meanOrUndefined } from '../../statistics/mean';
import { kendallTau, pairwiseAccuracy } from '../../statistics/rank-correlation';
import type { Observation } from './observation';
import type { Surrogate } from './surrogate';
import type { Tokenizer } from './tokenizer';

/** Quality metrics of a controller on held-out architectures. Undefined metrics are `undefined`. */
export interface ControllerMetrics {
  readonly pairwiseAccuracy: number | undefined;
  readonly kendallTau: number | undefined;
  /** Number of held-out architectures. */
  readonly heldOut: number;
  /** Mean number of wrong tokens in the decoder's reconstructions. */
  readonly hammingDistance: number | undefined;
}

/** Metrics without held-out architectures. */
export const NO_METRICS: ControllerMetrics = {
  pairwiseAccuracy: undefined,
  kendallTau: undefined,
  heldOut: 0,
  hammingDistance: undefined,
};

/**
 * Evaluates predictor and decoder on held-out architectures (Luo et al. 2018, NAO, section 4.1, figure 2a).
 */
export function evaluateController(
  controller: Pick<Controller, 'reconstruct'>,
  tokenize: Tokenizer,
  surrogate: Surrogate,
  heldOut: readonly Observation[],
): ControllerMetrics {
  if (heldOut.length === 0) return NO_METRICS;
  const architectures = heldOut.map(({ architecture }) => architecture);
  const tokens = architectures.map(tokenize);
  const targets = heldOut.map(({ target }) => target);
  const predictions = surrogate.predict(architectures);
  const decoded = controller.reconstruct(tokens);
  return {
    pairwiseAccuracy: pairwiseAccuracy(predictions, targets).value,
    kendallTau: kendallTau(predictions, targets).value,
    heldOut: heldOut.length,
    hammingDistance: meanOrUndefined(
      decoded.map((reconstruction, i) => hammingDistance(reconstruction, tokens[i])),
    ),
  };
}

/** Counts the positions at which two sequences of equal length differ. */
function hammingDistance(a: readonly number[], b: readonly number[]): number {
  return a.filter((token, position) => token !== b[position]).length;
}
