import type { Evaluator } from '../evaluators/evaluator';
import type { Step } from './nao/nao-search';
import type { SearchSettings } from './nao/phase';
import type { PhaseName, SearchState } from './nao/state';

/** What this process has seen of a phase's speed. */
interface Pace {
  units: number;
  items: number;
  seconds: number;
}

export interface Speed {
  /** Undefined before the second unit of its phase. */
  readonly itemsPerSecond?: number;
  readonly secondsPerUnit?: number;
}

/** Foretells how long a search will take from the units that this process has done. For people only: nothing depends on it. */
export interface Estimate {
  /** @param seconds that the unit took */
  add(step: Step, seconds: number): void;
  speed(phase: PhaseName): Speed;
  /** Seconds left in the whole search, of the phases of known speed. */
  secondsLeft(state: SearchState): number;
}

export function estimate(config: SearchSettings, evaluator: Evaluator): Estimate {
  const paces = new Map<PhaseName, Pace>();

  function speed(phase: PhaseName): Speed {
    const pace = paces.get(phase);
    if (pace === undefined || pace.units === 0 || pace.seconds <= 0) return {};
    return { itemsPerSecond: pace.items / pace.seconds, secondsPerUnit: pace.seconds / pace.units };
  }

  return {
    add({ phase, items }, seconds) {
      const pace = paces.get(phase);
      // The first unit of a process prepares what the others use.
      if (pace === undefined) {
        paces.set(phase, { units: 0, items: 0, seconds: 0 });
        return;
      }
      pace.units += 1;
      pace.items += items;
      pace.seconds += seconds;
    },
    speed,
    secondsLeft(state) {
      const left = unitsLeft(config, evaluator, state);
      return Object.entries(left).reduce(
        (sum, [phase, units]) => sum + units * (speed(phase as PhaseName).secondsPerUnit ?? 0),
        0,
      );
    },
  };
}

/** Units that the rest of the search has of each phase, if it finds as many architectures as it asks for. */
function unitsLeft(
  { search, controller }: SearchSettings,
  evaluator: Evaluator,
  state: SearchState,
): Record<'train' | 'score' | 'learn', number> {
  const left = { train: 0, score: 0, learn: 0 };
  if (state.phase === 'done') return left;
  for (let round = state.round; round < search.rounds; round++) {
    const isNow = round === state.round;
    const isFirst = round === 0;
    const scores = evaluator.scoresDrift || isFirst ? state.pool.length : search.newPerRound;
    const learning = round < search.rounds - 1 ? controller.epochs : 0;
    const { phase, index } = state;
    left.train += rest(evaluator.trainingSteps(round), isNow ? { phase, index, own: 'train' } : undefined);
    left.score += rest(scores, isNow ? { phase, index, own: 'score' } : undefined);
    left.learn += rest(learning, isNow ? { phase, index, own: 'learn' } : undefined);
  }
  return left;
}

const ORDER: readonly (PhaseName | 'done')[] = ['train', 'score', 'learn', 'propose', 'done'];

/** Of a phase's units those that are still to do, given where its round stands; all where it has not begun. */
function rest(
  units: number,
  now?: { readonly phase: PhaseName | 'done'; readonly index: number; readonly own: PhaseName },
): number {
  if (now === undefined || ORDER.indexOf(now.phase) < ORDER.indexOf(now.own)) return units;
  return now.phase === now.own ? Math.max(0, units - now.index) : 0;
}
