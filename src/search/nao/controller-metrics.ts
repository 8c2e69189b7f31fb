import type { Controller } from '../../../controller/controller';
import { meanOrUndefined } from '../../statistics/mean';
import { kendallTau, pairwiseAccuracy } from '../../statistics/rank-correlation';
import type { Surrogate } from './surrogate';
import type { Observation, Tokenizer } from './training-set';

/** How good a controller is; a measure is undefined where it is not defined. */
export interface ControllerMetrics {
  readonly pairwiseAccuracy: number | undefined;
  readonly kendallTau: number | undefined;
  /** Architectures that the measures are over. */
  readonly heldOut: number;
  /** Mean number of tokens that the decoder gets wrong. */
  readonly hammingDistance: number | undefined;
}

/** What there is to say where nothing is held out. */
export const NO_METRICS: ControllerMetrics = {
  pairwiseAccuracy: undefined,
  kendallTau: undefined,
  heldOut: 0,
  hammingDistance: undefined,
};

/** Predictor and decoder on architectures that they have not been trained on (paper, section 4.1, figure 2a). */
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
    hammingDistance: meanOrUndefined(decoded.map((copy, i) => hammingDistance(copy, tokens[i]))),
  };
}

/** Positions at which two sequences of one length differ. */
function hammingDistance(a: readonly number[], b: readonly number[]): number {
  return a.filter((token, position) => token !== b[position]).length;
}
