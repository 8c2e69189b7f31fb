import { createRandomStream } from '../../random';
import type { Architecture } from '../../space/space';
import { sortByCrowding } from '../../statistics/pareto';
import { selectTopByUcb } from '../../statistics/ucb';
import { findNeighbors } from '../neighbors';
import type { PhaseContext } from './phase';
import type { RankedCandidate } from './ranking';
import type { SecondObjective } from './second-objective';
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
 * bound, best first, and marks them as seen. With a second objective, returns those that are first by both.
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
  const { acquisitionSamples } = config.search;
  const neighbors = parents.flatMap(({ id, candidate }) =>
    findNeighbors(space, candidate.architecture)
      .flat()
      .map((architecture): Proposal => ({ architecture, parent: id })),
  );
  const drawn = seen
    .listCandidates(acquisitionSamples, createRandomStream(config.seed, 'candidates', state.round))
    .map((architecture): Proposal => ({ architecture }));
  const proposals = filterUnseen(search, [...decoded, ...neighbors, ...drawn]);
  const chosen = selectProposals(search, surrogate, proposals, wanted);
  return chosen.filter(({ architecture }) => seen.markSeen(architecture));
}

/** Returns at most `wanted` proposals, best first. */
function selectProposals(
  search: PhaseContext,
  surrogate: Surrogate,
  proposals: readonly Proposal[],
  wanted: number,
): Proposal[] {
  const { ucbBeta } = search.config.search;
  const { second } = search.objectives;
  if (second !== undefined) return selectByBothObjectives(search, second, surrogate, proposals, wanted);
  const means = surrogate.predict(proposals.map(({ architecture }) => architecture));
  const std = (i: number): number => surrogate.std(proposals[i].architecture);
  return selectTopByUcb({ means, std, maxStd: surrogate.maxStd }, ucbBeta, wanted).map((i) => proposals[i]);
}

/**
 * Returns the proposals that are first in the crowded comparison of NSGA-II by upper confidence bound and exact cost. The pool
 * is sorted with them, so that they have to improve on it and to differ from it.
 */
function selectByBothObjectives(
  { config, state }: PhaseContext,
  { cost }: SecondObjective,
  surrogate: Surrogate,
  proposals: readonly Proposal[],
  wanted: number,
): Proposal[] {
  const pool = state.pool.map((id): Proposal => ({ architecture: state.candidates[id].architecture }));
  const sorted = [...pool, ...proposals];
  const means = surrogate.predict(sorted.map(({ architecture }) => architecture));
  const { ucbBeta } = config.search;
  const bounds = sorted.map(({ architecture }, i) =>
    ucbBeta === 0 ? means[i] : means[i] + ucbBeta * surrogate.std(architecture),
  );
  const finite = [...sorted.keys()].filter((i) => Number.isFinite(bounds[i]));
  const chosen: Proposal[] = [];
  for (const i of sortByCrowding(
    finite,
    (each) => cost(sorted[each].architecture),
    (each) => bounds[each],
  )) {
    if (chosen.length === wanted) break;
    if (i >= pool.length) chosen.push(sorted[i]);
  }
  return chosen;
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
