import type { Controller } from '../../../controller/controller';
import { mean } from '../../statistics/mean';
import { kendallTau, pairwiseAccuracy } from '../../statistics/rank-correlation';
import type { Known, Reader } from './training-set';
import type { Predictor } from './surrogate';

/** How good a controller is; a measure is undefined where it is not defined. */
export interface Measures {
  readonly pairwiseAccuracy: number | undefined;
  readonly kendallTau: number | undefined;
  /** Architectures that the measures are over. */
  readonly heldOut: number;
  /** Mean number of tokens that the decoder gets wrong. */
  readonly hammingDistance: number | undefined;
}

/** What there is to say where nothing is held out. */
export const NOTHING_MEASURED: Measures = {
  pairwiseAccuracy: undefined,
  kendallTau: undefined,
  heldOut: 0,
  hammingDistance: undefined,
};

/** Predictor and decoder on architectures that they have not been trained on (paper, section 4.1, figure 2a). */
export function measure(
  controller: Pick<Controller, 'reconstruct'>,
  read: Reader,
  predictor: Predictor,
  heldOut: readonly Known[],
): Measures {
  if (heldOut.length === 0) return NOTHING_MEASURED;
  const architectures = heldOut.map(({ architecture }) => architecture);
  const tokens = architectures.map(read);
  const targets = heldOut.map(({ target }) => target);
  const predictions = predictor.expect(architectures);
  const decoded = controller.reconstruct(tokens);
  return {
    pairwiseAccuracy: pairwiseAccuracy(predictions, targets).value,
    kendallTau: kendallTau(predictions, targets).value,
    heldOut: heldOut.length,
    hammingDistance: mean(decoded.map((copy, i) => hammingDistance(copy, tokens[i]))),
  };
}

/** Positions at which two sequences of one length differ. */
function hammingDistance(a: readonly number[], b: readonly number[]): number {
  return a.filter((token, position) => token !== b[position]).length;
}
