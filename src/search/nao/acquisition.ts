import { createRandomStream } from '../../random';
import type { Architecture } from '../../space/space';
import { selectTopByUcb } from '../../statistics/ucb';
import { findNeighbors } from '../neighbors';
import type { PhaseContext } from './phase';
import type { RankedCandidate } from './ranking';
import type { Surrogate } from './surrogate';

/** A candidate for the next pool, with its origin. */
export interface Proposal {
  readonly architecture: Architecture;
  /** Id of the architecture that it was derived from. */
  readonly parent?: number;
  /** Step size of the embedding that it was decoded from, if it was decoded. */
  readonly stepSize?: number;
}

/**
 * Returns the unseen candidates (decoded, neighbors of the parents, random) with the highest upper confidence
 * bound, best first, and marks them as seen.
 *
 * @param decoded in decoding order
 * @returns at most `wanted` proposals
 */
export function maximizeAcquisition(
  search: PhaseContext,
  surrogate: Surrogate,
  { parents, decoded }: { parents: readonly RankedCandidate[]; decoded: readonly Proposal[] },
  wanted: number,
): Proposal[] {
  const { config, seen, space, state } = search;
  const { acquisitionSamples, ucbBeta } = config.search;
  const neighbors = parents.flatMap(({ id, candidate }) =>
    findNeighbors(space, candidate.architecture)
      .flat()
      .map((architecture): Proposal => ({ architecture, parent: id })),
  );
  const drawn = seen
    .listCandidates(acquisitionSamples, createRandomStream(config.seed, 'candidates', state.round))
    .map((architecture): Proposal => ({ architecture }));
  const proposals = filterUnseen(search, [...decoded, ...neighbors, ...drawn]);
  const means = surrogate.predict(proposals.map(({ architecture }) => architecture));
  const std = (i: number): number => surrogate.std(proposals[i].architecture);
  return selectTopByUcb({ means, std, maxStd: surrogate.maxStd }, ucbBeta, wanted)
    .map((i) => proposals[i])
    .filter(({ architecture }) => seen.markSeen(architecture));
}

/** Returns the unseen proposals, only the first of each group of isomorphic ones. */
function filterUnseen({ seen, space }: PhaseContext, proposals: readonly Proposal[]): Proposal[] {
  const byKey = new Map<string, Proposal>();
  for (const proposal of proposals) {
    const key = space.canonical(proposal.architecture);
    if (!byKey.has(key) && seen.isNew(proposal.architecture)) byKey.set(key, proposal);
  }
  return [...byKey.values()];
}
