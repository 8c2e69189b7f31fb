import { createRandomStream } from '../../random';
import type { Architecture } from '../../space/space';
import { selectTopByUcb } from '../../statistics/ucb';
import { findNeighbors } from '../neighbors';
import type { Search } from './phase';
import type { RankedCandidate } from './ranking';
import type { Surrogate } from './surrogate';

/** An architecture that may be proposed, and how it was come by. */
export interface Proposal {
  readonly architecture: Architecture;
  /** Id of the architecture that it was made from. */
  readonly parent?: number;
  /** Where it was decoded from a moved embedding, how far that was moved. */
  readonly stepSize?: number;
}

/**
 * Of what was decoded, the neighbors of the seeds and random architectures, the new ones of which the predictor expects
 * most, for each its exploration's worth of deviations added; best first.
 *
 * @param decoded in the order in which they were found
 * @returns up to `wanted`, admitted
 */
export function maximizeAcquisition(
  search: Search,
  surrogate: Surrogate,
  { seeds: parents, decoded }: { seeds: readonly RankedCandidate[]; decoded: readonly Proposal[] },
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

/** Those not considered before, each network once, under the first of its names. */
function filterUnseen({ seen, space }: Search, proposals: readonly Proposal[]): Proposal[] {
  const byKey = new Map<string, Proposal>();
  for (const proposal of proposals) {
    const key = space.canonical(proposal.architecture);
    if (!byKey.has(key) && seen.isNew(proposal.architecture)) byKey.set(key, proposal);
  }
  return [...byKey.values()];
}
