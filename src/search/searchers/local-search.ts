import { permutation } from '../../random';
import type { Architecture } from '../../space/space';
import { neighbours } from '../neighbors';
import { firstDraw, type Merit, type Searcher, type SearchTask } from './searcher';

/** Random architectures of which the first climb begins with the best. */
const STARTS = 10;

/**
 * Local search (White, Nolen, Savani 2021): moves to the first neighbour found to be better, neighbours in random order,
 * and begins anew at a random architecture where none is.
 */
export function localSearcher(task: SearchTask): Searcher {
  const { space, considered } = task;
  const merits = new Map<string, number>();
  /** Where the climb stands; undefined before a beginning is scored. */
  let place: { architecture: Architecture; merit: number } | undefined;
  let untried: Architecture[] = [];
  let proposed: readonly Architecture[] = [];
  let climbs = 0;
  let moves = 0;

  function moveTo(architecture: Architecture, merit: number): void {
    place = { architecture, merit };
    const all = neighbours(space, architecture).flat();
    moves += 1;
    untried = [...permutation(task.stream('local', moves), all.length)].map((i) => all[i]);
  }

  /** The next neighbour that has no score yet, moving to known better ones on the way. */
  function nextNeighbour(): Architecture | undefined {
    for (let next = untried.pop(); next !== undefined; next = untried.pop()) {
      if (considered.admit(next)) return next;
      const known = merits.get(space.canonical(next));
      if (place !== undefined && known !== undefined && known > place.merit) moveTo(next, known);
    }
    return undefined;
  }

  function begin(): Architecture[] {
    climbs += 1;
    place = undefined;
    return climbs === 1 ? firstDraw(task, STARTS) : considered.drawNew(1, task.stream('restart', climbs));
  }

  return {
    propose() {
      const neighbour = nextNeighbour();
      proposed = neighbour === undefined ? begin() : [neighbour];
      return proposed;
    },
    observe(observed: readonly Merit[]) {
      proposed.forEach((architecture, i) => {
        const merit = observed[i];
        if (merit === undefined) return;
        merits.set(space.canonical(architecture), merit);
        if (place === undefined || merit > place.merit) moveTo(architecture, merit);
      });
    },
  };
}
