import { randomPermutation } from '../../random';
import type { Architecture } from '../../space/space';
import { findNeighbors } from '../neighbors';
import { drawInitialSample, type Objective, type SearchContext, type Searcher } from './searcher';

/** Random architectures of which the first climb begins with the best. */
const INITIAL_SAMPLES = 10;

/**
 * Local search (White, Nolen, Savani 2021): moves to the first neighbor found to be better, neighbors in random order,
 * and begins anew at a random architecture where none is.
 */
export function createLocalSearcher(context: SearchContext): Searcher {
  const { space, seen } = context;
  const objectives = new Map<string, number>();
  /** Where the climb stands; undefined before a beginning is scored. */
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

  /** The next neighbor that has no score yet, moving to known better ones on the way. */
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
