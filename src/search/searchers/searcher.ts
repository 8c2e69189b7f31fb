import type { Evaluator } from '../../evaluators/evaluator';
import { createRandomStream, type Random } from '../../random';
import type { Architecture, Space } from '../../space/space';
import { createSeenArchitectures, type SeenArchitectures } from '../seen';

/**
 * A way to search: proposes architectures, hears how good they are, proposes others. It never looks a score up itself, so
 * the one who drives it knows what a search costs and that it saw nothing else.
 */
export interface Searcher {
  /** Architectures to be scored next, all new to the search. None: there is nothing new left. */
  ask(): readonly Architecture[];
  /** How good what was proposed last is, in its order; not called where the search ends before all are scored. */
  tell(objectives: readonly Objective[]): void;
}

/** The score of an architecture, negated where a lower one is better; undefined where scoring it failed. */
export type Objective = number | undefined;

/** What a searcher starts from. */
export interface SearchContext {
  readonly space: Space;
  /** Tells what is new. A searcher proposes what it has admitted, or drawn. */
  readonly seen: SeenArchitectures;
  /** A random stream of this search, the same for the same name. */
  stream(...name: (string | number)[]): Random;
}

/**
 * Builds the context of one search.
 *
 * @param scorable architectures that can be scored, such as the evaluator itself; a searcher only sees this part of it
 */
export function createSearchContext(
  space: Space,
  scorable: Pick<Evaluator, 'supports' | 'domain'>,
  seed: number,
): SearchContext {
  return {
    space,
    seen: createSeenArchitectures(space, scorable, []),
    stream: (...name) => createRandomStream(seed, ...name),
  };
}

/**
 * The random architectures that a search begins with: the first ones are the same for all searchers of a seed, so that
 * comparing two of them compares what they make of the same beginning.
 */
export function drawInitialSample({ seen, stream }: SearchContext, count: number): Architecture[] {
  return seen.drawNew(count, stream('pool'));
}
