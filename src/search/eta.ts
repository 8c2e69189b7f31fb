import type { Evaluator } from '../evaluators/evaluator';
import type { SearchStep } from './nao/nao-search';
import type { SearchSettings } from './nao/phase';
import { type PhaseName, PHASES, type SearchState } from './nao/state';

/** Sums over the measured steps of one phase. */
interface Throughput {
  steps: number;
  items: number;
  seconds: number;
}

export interface Speed {
  /** Undefined before the second step of the phase. */
  readonly itemsPerSecond?: number;
  readonly secondsPerStep?: number;
}

/** Estimates the remaining time of a search from the steps of this process. Used for display only. */
export interface EtaEstimator {
  /** @param seconds duration of the step */
  add(step: SearchStep, seconds: number): void;
  speed(phase: PhaseName): Speed;
  /** Returns the seconds left in the whole search, summed over the phases whose speed is known. */
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
      // The first step of a phase includes one-time preparation, so it is not counted.
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

/** Steps of a phase after which its speed counts as measured. */
const STEPS_BEFORE_ETA = 20;
const MIN_LOGGED_ETA_SECONDS = 60;

/** Logs the remaining time of a search at most twice: once training and once scoring has been measured. */
export class EtaLogger {
  private readonly loggedPhases = new Set<PhaseName>();

  constructor(private readonly writeLine: (text: string) => void) {}

  log({ phase, done, total }: SearchStep, computeSecondsLeft: () => number): void {
    const isMeasured = done === Math.min(STEPS_BEFORE_ETA, total) && done > 1;
    if (!isMeasured || (phase !== 'train' && phase !== 'score')) return;
    // The ETA after scoring covers training too.
    if (this.loggedPhases.has(phase) || this.loggedPhases.has('score')) return;
    this.loggedPhases.add(phase);
    const seconds = computeSecondsLeft();
    if (seconds < MIN_LOGGED_ETA_SECONDS) return;
    const scope = phase === 'train' ? 'for training alone' : 'for training and scoring';
    this.writeLine(`estimated time left: ${formatRemainingTime(seconds)} ${scope}`);
  }
}

function formatRemainingTime(seconds: number): string {
  const hours = seconds / 3600;
  return hours >= 1 ? `${hours.toFixed(1)} hours` : `${Math.ceil(seconds / 60)} minutes`;
}

/**
 * Counts the steps left in each phase, assuming that every round finds as many architectures as it asks for.
 */
function countStepsLeft(
  { search, controller }: SearchSettings,
  evaluator: Evaluator,
  state: SearchState,
): Record<'train' | 'score' | 'learn', number> {
  const left = { train: 0, score: 0, learn: 0 };
  if (state.phase === 'done') return left;
  const { phase, index } = state;
  for (let round = state.round; round < search.rounds; round++) {
    const isCurrent = round === state.round;
    const isFirst = round === 0;
    const poolSize = state.pool.length + (search.keepAll ? (round - state.round) * search.newPerRound : 0);
    const steps = {
      train: evaluator.trainingSteps(round),
      score: evaluator.rescoresEachRound || isFirst ? poolSize : search.newPerRound,
      learn: round < search.rounds - 1 ? controller.epochs : 0,
    };
    for (const name of ['train', 'score', 'learn'] as const) {
      left[name] += isCurrent ? countRemaining(steps[name], name, phase, index) : steps[name];
    }
  }
  return left;
}

/**
 * Counts the steps of a phase that are left in the current round.
 *
 * @param steps all steps of the phase
 * @param current phase of the round
 * @param index steps of the current phase that are done
 */
function countRemaining(steps: number, phase: PhaseName, current: PhaseName, index: number): number {
  if (PHASES.indexOf(current) < PHASES.indexOf(phase)) return steps;
  return current === phase ? Math.max(0, steps - index) : 0;
}
