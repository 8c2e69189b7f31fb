import { createRandomStream } from '../../random';
import type { Architecture } from '../../space/space';
import { sortByCrowding } from '../../statistics/pareto';
import { rankByUcb } from '../../statistics/ucb';
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
 * No parent has a second successor before every parent has one, as in NAO's algorithm 1.
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
  const ranked =
    search.objectives.second === undefined
      ? rankByBound(search, surrogate, proposals)
      : rankByBothObjectives(search, search.objectives.second, surrogate, proposals);
  const withSuccessors = new Set(proposals.flatMap(({ parent }) => (parent === undefined ? [] : [parent])));
  return takeOfDifferentParents(ranked, withSuccessors.size, wanted).filter(({ architecture }) =>
    seen.markSeen(architecture),
  );
}

/**
 * Takes the first proposals, but no second one of a parent before all parents have one. Otherwise neighbors of one architecture fill the
 * round: they are nearly equal, and so are their predictions.
 *
 * @param count of the parents of all proposals
 */
function takeOfDifferentParents(ranked: Iterable<Proposal>, count: number, wanted: number): Proposal[] {
  const chosen: Proposal[] = [];
  const siblings: Proposal[] = [];
  const parents = new Set<number>();
  for (const proposal of ranked) {
    if (chosen.length >= wanted) break;
    const { parent } = proposal;
    if (parent !== undefined && parents.has(parent) && parents.size < count) {
      siblings.push(proposal);
      continue;
    }
    chosen.push(proposal);
    if (parent === undefined || parents.has(parent)) continue;
    parents.add(parent);
    if (parents.size === count) chosen.push(...siblings.splice(0));
  }
  return [...chosen, ...siblings].slice(0, wanted);
}

/** Yields proposals by their upper confidence bound, highest first. */
function* rankByBound(
  { config }: PhaseContext,
  surrogate: Surrogate,
  proposals: readonly Proposal[],
): Generator<Proposal> {
  const means = surrogate.predict(proposals.map(({ architecture }) => architecture));
  const std = (i: number): number => surrogate.std(proposals[i].architecture);
  const ranked = rankByUcb({ means, std, maxStd: surrogate.maxStd }, config.search.ucbBeta);
  for (const i of ranked) yield proposals[i];
}

/**
 * Yields proposals in the crowded comparison of NSGA-II by upper confidence bound and exact cost. The pool is sorted with them, so
 * that they have to improve on it and to differ from it.
 */
function* rankByBothObjectives(
  { config, state }: PhaseContext,
  { cost }: SecondObjective,
  surrogate: Surrogate,
  proposals: readonly Proposal[],
): Generator<Proposal> {
  const pool = state.pool.map((id): Proposal => ({ architecture: state.candidates[id].architecture }));
  const sorted = [...pool, ...proposals];
  const means = surrogate.predict(sorted.map(({ architecture }) => architecture));
  const { ucbBeta } = config.search;
  const bounds = sorted.map(({ architecture }, i) =>
    ucbBeta === 0 ? means[i] : means[i] + ucbBeta * surrogate.std(architecture),
  );
  const finite = [...sorted.keys()].filter((i) => Number.isFinite(bounds[i]));
  const ranked = sortByCrowding(
    finite,
    (each) => cost(sorted[each].architecture),
    (each) => bounds[each],
  );
  for (const i of ranked) if (i >= pool.length) yield sorted[i];
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
