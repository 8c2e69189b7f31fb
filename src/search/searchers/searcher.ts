import { createRandomStream, type Random } from '../../random';
import type { Architecture, Space } from '../../space/space';
import { type Scorable, SeenArchitectures } from '../seen';

/**
 * A search algorithm with an ask-and-tell interface. It never sees the evaluator, so the caller counts every
 * query and the searcher has no other source of scores.
 */
export interface Searcher {
  /** Returns the architectures to score next, all unseen. Empty if no unseen architecture is left. */
  ask(): readonly Architecture[];
  /**
   * Reports the objectives of the last proposal, in its order. Not called if the search ends before all are
   * scored.
   */
  tell(objectives: readonly Objective[]): void;
}

/** Score of an architecture, negated if lower scores are better. Undefined if scoring failed. */
export type Objective = number | undefined;

/** Dependencies of a searcher. */
export interface SearchContext {
  readonly space: Space;
  /** De-duplication. A searcher proposes only architectures that it has marked here as seen. */
  readonly seen: SeenArchitectures;
  /** Creates a random stream of this search. Equal names give equal streams. */
  stream(...name: (string | number)[]): Random;
}

/**
 * Builds the context of one search.
 *
 * @param scorable architectures that can be scored, such as the evaluator itself; a searcher only sees this part of it
 */
export function createSearchContext(space: Space, scorable: Scorable, seed: number): SearchContext {
  return {
    space,
    seen: new SeenArchitectures(space, scorable),
    stream: (...name) => createRandomStream(seed, ...name),
  };
}

/**
 * Draws the random architectures that a search starts with. All searchers with the same seed start with the
 * same ones, which reduces the variance of comparisons.
 */
export function drawInitialSample({ seen, stream }: SearchContext, count: number): Architecture[] {
  return seen.drawNew(count, stream('pool'));
}
