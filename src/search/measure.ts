import type { Controller, Example } from '../../controller/controller';
import { mean } from '../statistics/mean';
import { kendallTau, pairwiseAccuracy } from '../statistics/rank';

/** How good a controller is; a measure is undefined where it is not defined. */
export interface Measures {
  readonly pairwiseAccuracy: number | undefined;
  readonly kendallTau: number | undefined;
  /** Architectures that the measures are over. */
  readonly heldOut: number;
  /** Mean number of tokens that the decoder gets wrong. */
  readonly hammingDistance: number | undefined;
}

/** The controller on architectures that it has not been trained on (paper, section 4.1, figure 2a). */
export function measure(controller: Controller, heldOut: readonly Example[]): Measures {
  if (heldOut.length === 0) {
    return { pairwiseAccuracy: undefined, kendallTau: undefined, heldOut: 0, hammingDistance: undefined };
  }
  const tokens = heldOut.map((example) => example.tokens);
  const targets = heldOut.map((example) => example.target);
  const predictions = controller.predict(tokens);
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
