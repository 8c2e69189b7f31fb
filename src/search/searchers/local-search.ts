import { randomPermutation } from '../../random';
import type { Architecture } from '../../space/space';
import { findNeighbors } from '../neighbors';
import { drawInitialSample, type Objective, type SearchContext, type Searcher } from './searcher';

/** Random architectures scored first. The first climb starts at the best of them. */
const INITIAL_SAMPLES = 10;

/**
 * Creates a local search (White, Nolen, Savani 2021). It moves to the first neighbor that is better, trying neighbors in
 * random order. At a local optimum it restarts at a random architecture.
 */
export function createLocalSearcher(context: SearchContext): Searcher {
  const { space, seen } = context;
  const objectives = new Map<string, number>();
  /** Current architecture of the climb; undefined until a starting point is scored. */
  let current: { architecture: Architecture; objective: number } | undefined;
  let untried: Architecture[] = [];
  let proposed: readonly Architecture[] = [];
  let climbs = 0;
  let moves = 0;

  function moveTo(architecture: Architecture, objective: number): void {
    current = { architecture, objective };
    const all = findNeighbors(space, architecture).flat();
    moves += 1;
    untried = [...randomPermutation(context.stream('local', moves), all.length)].map((i) => all[i]);
  }

  /** Returns the next neighbor without a score. Moves to neighbors that are already known to be better on the way. */
  function findNextNeighbor(): Architecture | undefined {
    for (let next = untried.pop(); next !== undefined; next = untried.pop()) {
      if (seen.markSeen(next)) return next;
      const knownObjective = objectives.get(space.canonical(next));
      if (current !== undefined && knownObjective !== undefined && knownObjective > current.objective)
        moveTo(next, knownObjective);
    }
    return undefined;
  }

  function restart(): Architecture[] {
    climbs += 1;
    current = undefined;
    return climbs === 1
      ? drawInitialSample(context, INITIAL_SAMPLES)
      : seen.drawNew(1, context.stream('restart', climbs));
  }

  return {
    ask() {
      const neighbor = findNextNeighbor();
      proposed = neighbor === undefined ? restart() : [neighbor];
      return proposed;
    },
    tell(observed: readonly Objective[]) {
      proposed.forEach((architecture, i) => {
        const objective = observed[i];
        if (objective === undefined) return;
        objectives.set(space.canonical(architecture), objective);
        if (current === undefined || objective > current.objective) moveTo(architecture, objective);
      });
    },
  };
}
