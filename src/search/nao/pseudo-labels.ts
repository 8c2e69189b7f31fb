import type { SearchConfig } from '../../config/schema/search';
import { type Random, randomPermutation } from '../../random';
import type { Architecture } from '../../space/space';
import type { SeenArchitectures } from '../seen';
import type { Observation } from './observation';

type PseudoLabelSettings = Pick<SearchConfig['controller'], 'epochs' | 'pseudoLabels'>;

/**
 * Returns true after the last epoch on observations alone, which are the first half of the epochs. The predictor then labels
 * architectures for the second half (Luo et al. 2020, SemiNAS).
 *
 * @param epoch 0-based, just finished
 */
export function arePseudoLabelsDue(epoch: number, { epochs, pseudoLabels }: PseudoLabelSettings): boolean {
  return pseudoLabels > 0 && epoch + 1 === Math.ceil(epochs / 2) && epoch + 1 < epochs;
}

/** Labels `count` random unseen architectures, or all if fewer are left, with the predicted targets. */
export function createPseudoLabels(
  seen: Pick<SeenArchitectures, 'listCandidates'>,
  predict: (architectures: readonly Architecture[]) => number[],
  count: number,
  random: Random,
): Observation[] {
  const unseen = seen.listCandidates(count, random);
  const drawn: Architecture[] = [...randomPermutation(random, unseen.length)]
    .slice(0, count)
    .map((i) => unseen[i]);
  const targets = predict(drawn);
  return drawn.map((architecture, i) => ({ architecture, target: targets[i] }));
}

/**
 * Adds as many random pseudo-labeled architectures as there are observations. Both then have equal weight, however many pseudo
 * labels there are.
 */
export function addPseudoLabeled(
  observations: readonly Observation[],
  pseudoLabeled: readonly Observation[],
  random: Random,
): Observation[] {
  const drawn = [...randomPermutation(random, pseudoLabeled.length)].slice(0, observations.length);
  return [...observations, ...drawn.map((i) => pseudoLabeled[i])];
}
