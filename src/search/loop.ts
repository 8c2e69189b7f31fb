import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Controller } from '../../controller/controller';
import type { Evaluator, FinalMetric } from '../evaluators/evaluator';
import type { RunHooks } from '../run/hooks';
import { findStopError } from '../run/stop';
import { createEtaEstimator } from './eta';
import type { NaoSearch, SearchStep } from './nao/nao-search';
import type { SearchSettings } from './nao/phase';
import type { BestCandidate } from './nao/pool';
import type { SearchState } from './nao/state';
import { waitOrStop } from './wait';

/** What winds a search on. */
export interface LoopOptions {
  readonly config: SearchSettings;
  readonly search: NaoSearch;
  readonly evaluator: Evaluator;
  readonly controller: Controller;
  readonly store: CheckpointStore;
  readonly hooks: RunHooks;
  /** Seconds from any point on; `run.maxHours` counts from the call. */
  clock(): number;
  /** How to go on after a stop, such as `nao resume runs/a`. */
  readonly resumeCommand: string;
}

/** What the files of the weights begin with. */
const EVALUATOR_FILES = 'evaluator';
const CONTROLLER_FILES = 'controller';

/** Units of training, then of scoring, after which the time that the search will take is told. */
const STEPS_BEFORE_ETA = 20;
const MIN_LOGGED_ETA_SECONDS = 60;
/** Longest time that timers and signals of this thread wait while units are short, in seconds. */
const YIELD_INTERVAL_SECONDS = 0.1;

/**
 * Winds a search to its end, with checkpoints, progress and the best so far kept. Where it stands now is in a checkpoint
 * already, so that it can be stopped before its first step.
 *
 * @throws InterruptedError or StoppedError after a checkpoint, where a stop was asked for or the hours are over
 * @throws FailedError where the search fails; the last checkpoint is kept
 */
export async function runLoop(options: LoopOptions): Promise<void> {
  const { search, config, evaluator, hooks, clock } = options;
  const eta = createEtaEstimator(config, evaluator);
  const stopReasons = { hooks, maxHours: config.run.maxHours, resumeCommand: options.resumeCommand };
  const start = clock();
  let lastYield = start;
  let reportedPhase = '';
  const reportPhase = ({ round, phase, total }: Pick<SearchStep, 'round' | 'phase' | 'total'>): string => {
    const name = `round ${round + 1} of ${config.search.rounds}: ${phase}`;
    if (name !== reportedPhase) hooks.progress({ kind: 'phase', name, total });
    reportedPhase = name;
    return name;
  };
  let etaLogs = 0;

  // The first step includes TensorFlow's look at the whole graph: that is not waited for.
  const stopBefore = search.finished ? undefined : findStopError(stopReasons, 'before the next step', 0);
  if (stopBefore !== undefined) throw stopBefore;

  while (!search.finished) {
    const before = clock();
    const pending = search.getPending();
    if (pending !== undefined) {
      const phase = reportPhase(pending);
      const stop = await waitOrStop(pending.whenReady, () => {
        const { done, total } = pending;
        hooks.progress({ kind: 'step', phase, done, total, note: evaluator.asyncScoring?.progressText() });
        return findStopError(stopReasons, `with ${done} of ${total} scored in round ${pending.round + 1}`, clock() - start); // prettier-ignore
      });
      if (stop !== undefined) {
        saveSearchCheckpoint(options);
        throw stop;
      }
    }
    const step = search.step();
    const after = clock();
    eta.add(step, after - before);

    const phase = reportPhase(step);
    const { itemsPerSecond, secondsPerStep } = eta.speed(step.phase);
    const isSpeedKnown = itemsPerSecond !== undefined && pending === undefined;
    const items = step.phase === 'learn' ? 'architectures' : evaluator.unit;
    hooks.progress({
      kind: 'step',
      phase,
      done: step.done,
      total: step.total,
      ...(isSpeedKnown ? { speed: { perSecond: itemsPerSecond, items } } : {}),
      ...(secondsPerStep === undefined ? {} : { secondsLeft: secondsPerStep * (step.total - step.done) }),
      ...(step.note === undefined ? {} : { note: step.note }),
    });
    if (etaLogs < 2 && shouldLogEta(step, etaLogs)) {
      etaLogs = step.phase === 'score' ? 2 : 1;
      logEta(hooks, step, eta.secondsLeft(search.state));
    }

    if (step.checkpointDue) saveSearchCheckpoint(options);
    if (search.finished) return;
    const where = `after ${step.phase} ${step.done} of ${step.total} in round ${step.round + 1}`;
    const stop = findStopError(stopReasons, where, after - start);
    if (stop !== undefined) {
      if (!step.checkpointDue) saveSearchCheckpoint(options);
      throw stop;
    }
    if (after - lastYield > YIELD_INTERVAL_SECONDS) {
      await setImmediate();
      lastYield = clock();
    }
  }
}

/** Loads the weights that `saveCheckpoint` wrote into a folder beside that state. */
export function restoreWeights(
  { evaluator, controller }: Pick<LoopOptions, 'evaluator' | 'controller'>,
  state: SearchState,
  folder: string,
): void {
  evaluator.restore(join(folder, EVALUATOR_FILES));
  if (state.controllerTrained) controller.restore(join(folder, CONTROLLER_FILES));
}

/** Saves where the search stands, to be resumed from. */
export function saveSearchCheckpoint({ search, evaluator, controller, store }: LoopOptions): void {
  // Before the checkpoint: a process killed between the two must not leave a best that is older than the checkpoint.
  store.writeBest(search.best());
  store.writeCheckpoint(search.state, (folder) => {
    evaluator.save(join(folder, EVALUATOR_FILES));
    if (search.state.controllerTrained) controller.save(join(folder, CONTROLLER_FILES));
  });
}

function shouldLogEta({ phase, done, total }: SearchStep, etaLogs: number): boolean {
  const isMeasured = done === Math.min(STEPS_BEFORE_ETA, total) && done > 1;
  return isMeasured && (phase === 'score' || (phase === 'train' && etaLogs === 0));
}

function logEta(hooks: RunHooks, { phase }: SearchStep, seconds: number): void {
  if (seconds < MIN_LOGGED_ETA_SECONDS) return;
  const hours = seconds / 3600;
  const time = hours >= 1 ? `${hours.toFixed(1)} hours` : `${Math.ceil(seconds / 60)} minutes`;
  const part = phase === 'train' ? 'for the training alone' : 'for training and scoring';
  hooks.progress({ kind: 'say', text: `at the speed so far, the search takes about ${time} more ${part}` });
}

/** Where a search keeps what must outlive its process. */
export interface CheckpointStore {
  /**
   * Saves a checkpoint: the state, the positions of the logs, and the files that `saveWeights` puts into the folder that
   * it is given. A process killed at any moment leaves this checkpoint whole or the one before.
   */
  writeCheckpoint(state: SearchState, saveWeights: (folder: string) => void): void;
  /**
   * Replaces what was the best before.
   *
   * @param best undefined where nothing has a score, of which nothing is kept then
   * @param reported what the evaluator tells of the result of a search that is over
   */
  writeBest(best: BestCandidate | undefined, reported?: FinalMetric): void;
}
