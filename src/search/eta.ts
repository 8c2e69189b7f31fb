import type { Evaluator } from '../evaluators/evaluator';
import type { SearchStep } from './nao/nao-search';
import type { SearchSettings } from './nao/phase';
import type { PhaseName, SearchState } from './nao/state';

/** What this process has seen of a phase's speed. */
interface Throughput {
  steps: number;
  items: number;
  seconds: number;
}

export interface Speed {
  /** Undefined before the second unit of its phase. */
  readonly itemsPerSecond?: number;
  readonly secondsPerStep?: number;
}

/** Foretells how long a search will take from the units that this process has done. For people only: nothing depends on it. */
export interface EtaEstimator {
  /** @param seconds that the unit took */
  add(step: SearchStep, seconds: number): void;
  speed(phase: PhaseName): Speed;
  /** Seconds left in the whole search, of the phases of known speed. */
  secondsLeft(state: SearchState): number;
}

export function createEtaEstimator(config: SearchSettings, evaluator: Evaluator): EtaEstimator {
  const throughputs = new Map<PhaseName, Throughput>();

  function speed(phase: PhaseName): Speed {
    const throughput = throughputs.get(phase);
    if (throughput === undefined || throughput.steps === 0 || throughput.seconds <= 0) return {};
    return {
      itemsPerSecond: throughput.items / throughput.seconds,
      secondsPerStep: throughput.seconds / throughput.steps,
    };
  }

  return {
    add({ phase, items }, seconds) {
      const throughput = throughputs.get(phase);
      // The first unit of a process prepares what the others use.
      if (throughput === undefined) {
        throughputs.set(phase, { steps: 0, items: 0, seconds: 0 });
        return;
      }
      throughput.steps += 1;
      throughput.items += items;
      throughput.seconds += seconds;
    },
    speed,
    secondsLeft(state) {
      const left = countStepsLeft(config, evaluator, state);
      return Object.entries(left).reduce(
        (sum, [phase, steps]) => sum + steps * (speed(phase as PhaseName).secondsPerStep ?? 0),
        0,
      );
    },
  };
}

/** Units that the rest of the search has of each phase, if it finds as many architectures as it asks for. */
function countStepsLeft(
  { search, controller }: SearchSettings,
  evaluator: Evaluator,
  state: SearchState,
): Record<'train' | 'score' | 'learn', number> {
  const left = { train: 0, score: 0, learn: 0 };
  if (state.phase === 'done') return left;
  for (let round = state.round; round < search.rounds; round++) {
    const isNow = round === state.round;
    const isFirst = round === 0;
    const scores = evaluator.rescoresEachRound || isFirst ? state.pool.length : search.newPerRound;
    const learning = round < search.rounds - 1 ? controller.epochs : 0;
    const { phase, index } = state;
    left.train += countRemaining(
      evaluator.trainingSteps(round),
      isNow ? { phase, index, own: 'train' } : undefined,
    );
    left.score += countRemaining(scores, isNow ? { phase, index, own: 'score' } : undefined);
    left.learn += countRemaining(learning, isNow ? { phase, index, own: 'learn' } : undefined);
  }
  return left;
}

const PHASE_ORDER: readonly (PhaseName | 'done')[] = ['train', 'score', 'learn', 'propose', 'done'];

/** Of a phase's units those that are still to do, given where its round stands; all where it has not begun. */
function countRemaining(
  steps: number,
  now?: { readonly phase: PhaseName | 'done'; readonly index: number; readonly own: PhaseName },
): number {
  if (now === undefined || PHASE_ORDER.indexOf(now.phase) < PHASE_ORDER.indexOf(now.own)) return steps;
  return now.phase === now.own ? Math.max(0, steps - now.index) : 0;
}
