import { stream } from '../../random';
import type { Architecture } from '../../space/space';
import { highestBounds } from '../../statistics/ucb';
import { neighbours } from '../neighbors';
import type { Search } from './phase';
import type { Predictor } from './surrogate';
import type { Ranked } from './ranking';

/** An architecture that may be proposed, and how it was come by. */
export interface Proposal {
  readonly architecture: Architecture;
  /** Id of the architecture that it was made from. */
  readonly parent?: number;
  /** Where it was decoded from a moved embedding, how far that was moved. */
  readonly stepSize?: number;
}

/**
 * Of what was decoded, the neighbours of the seeds and random architectures, the new ones of which the predictor expects
 * most, for each its exploration's worth of deviations added; best first.
 *
 * @param decoded in the order in which they were found
 * @returns up to `wanted`, admitted
 */
export function choose(
  search: Search,
  predictor: Predictor,
  { seeds, decoded }: { seeds: readonly Ranked[]; decoded: readonly Proposal[] },
  wanted: number,
): Proposal[] {
  const { config, considered, space, state } = search;
  const { candidates, exploration } = config.search;
  const near = seeds.flatMap(({ id, candidate }) =>
    neighbours(space, candidate.architecture)
      .flat()
      .map((architecture): Proposal => ({ architecture, parent: id })),
  );
  const drawn = considered
    .candidates(candidates, stream(config.seed, 'candidates', state.round))
    .map((architecture): Proposal => ({ architecture }));
  const proposals = newOnes(search, [...decoded, ...near, ...drawn]);
  const means = predictor.expect(proposals.map(({ architecture }) => architecture));
  const deviation = (i: number): number => predictor.deviation(proposals[i].architecture);
  return highestBounds(
    { means, deviation, largestDeviation: predictor.largestDeviation },
    exploration,
    wanted,
  )
    .map((i) => proposals[i])
    .filter(({ architecture }) => considered.admit(architecture));
}

/** Those not considered before, each network once, under the first of its names. */
function newOnes({ considered, space }: Search, proposals: readonly Proposal[]): Proposal[] {
  const byForm = new Map<string, Proposal>();
  for (const proposal of proposals) {
    const form = space.canonical(proposal.architecture);
    if (!byForm.has(form) && considered.isNew(proposal.architecture)) byForm.set(form, proposal);
  }
  return [...byForm.values()];
}
