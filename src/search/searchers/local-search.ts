import { randomPermutation } from '../../random';
import type { Architecture } from '../../space/space';
import { findNeighbors } from '../neighbors';
import { drawInitialSample, type Objective, type SearchContext, type Searcher } from './searcher';

/** Random architectures scored first. The first climb starts at the best of them. */
const INITIAL_SAMPLES = 10;

/**
 * Creates a local search (White, Nolen, Savani 2021). It moves to the first neighbor that is better, trying
 * neighbors in random order. At a local optimum it restarts at a random architecture.
 */
export function createLocalSearcher(context: SearchContext): Searcher {
  return new LocalSearcher(context);
}

/** An architecture with its objective. */
interface Position {
  readonly architecture: Architecture;
  readonly objective: number;
}

class LocalSearcher implements Searcher {
  /** Objectives of all scored architectures, by canonical key. */
  private readonly objectives = new Map<string, number>();
  /** Current position of the climb; undefined until a starting point is scored. */
  private current: Position | undefined;
  /** Neighbors of the current position that have not been tried. */
  private untried: Architecture[] = [];
  private proposed: readonly Architecture[] = [];
  private climbs = 0;
  private moves = 0;

  constructor(private readonly context: SearchContext) {}

  ask(): readonly Architecture[] {
    const neighbor = this.findNextNeighbor();
    this.proposed = neighbor === undefined ? this.restart() : [neighbor];
    return this.proposed;
  }

  tell(objectives: readonly Objective[]): void {
    this.proposed.forEach((architecture, i) => {
      const objective = objectives[i];
      if (objective === undefined) return;
      this.objectives.set(this.context.space.canonical(architecture), objective);
      this.moveIfBetter({ architecture, objective });
    });
  }

  /** Returns the next neighbor without a score. Moves to known better neighbors on the way. */
  private findNextNeighbor(): Architecture | undefined {
    const { space, seen } = this.context;
    for (let next = this.untried.pop(); next !== undefined; next = this.untried.pop()) {
      if (seen.markSeen(next)) return next;
      const objective = this.objectives.get(space.canonical(next));
      if (objective !== undefined) this.moveIfBetter({ architecture: next, objective });
    }
    return undefined;
  }

  private moveIfBetter(position: Position): void {
    if (this.current !== undefined && position.objective <= this.current.objective) return;
    const { space, stream } = this.context;
    this.current = position;
    this.moves += 1;
    const neighbors = findNeighbors(space, position.architecture).flat();
    const order = randomPermutation(stream('local', this.moves), neighbors.length);
    this.untried = [...order].map((i) => neighbors[i]);
  }

  /** Starts the next climb. @returns its starting points */
  private restart(): Architecture[] {
    const { seen, stream } = this.context;
    this.climbs += 1;
    this.current = undefined;
    return this.climbs === 1
      ? drawInitialSample(this.context, INITIAL_SAMPLES)
      : seen.drawNew(1, stream('restart', this.climbs));
  }
}
