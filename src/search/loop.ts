import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Controller } from '../../controller/controller';
import type { Evaluator, Reported } from '../evaluators/evaluator';
import type { Hooks } from '../run/hooks';
import { estimate } from './eta';
import type { NaoSearch, Step } from './nao/nao-search';
import type { SearchSettings } from './nao/phase';
import type { SearchState } from './nao/state';
import { reasonToStop } from '../run/stop';
import { waitOrStop } from './wait';
import type { Best } from './nao/pool';

/** What winds a search on. */
export interface Drive {
  readonly config: SearchSettings;
  readonly search: NaoSearch;
  readonly evaluator: Evaluator;
  readonly controller: Controller;
  readonly store: Store;
  readonly hooks: Hooks;
  /** Seconds from any point on; `run.maxHours` counts from the call. */
  clock(): number;
  /** How to go on after a stop, such as `nao resume runs/a`. */
  readonly resumeCommand: string;
}

/** What the files of the weights begin with. */
const EVALUATOR_FILES = 'evaluator';
const CONTROLLER_FILES = 'controller';

/** Units of training, then of scoring, after which the time that the search will take is told. */
const UNITS_BEFORE_ESTIMATE = 20;
const SECONDS_WORTH_TELLING = 60;
/** Longest time that timers and signals of this thread wait while units are short, in seconds. */
const BREATH_SECONDS = 0.1;

/**
 * Winds a search to its end, with checkpoints, progress and the best so far kept. Where it stands now is in a checkpoint
 * already, so that it can be stopped before its first step.
 *
 * @throws InterruptedError or StoppedError after a checkpoint, where a stop was asked for or the hours are over
 * @throws FailedError where the search fails; the last checkpoint is kept
 */
export async function drive(parts: Drive): Promise<void> {
  const { search, config, evaluator, hooks, clock } = parts;
  const times = estimate(config, evaluator);
  const reasons = { hooks, maxHours: config.run.maxHours, resumeCommand: parts.resumeCommand };
  const start = clock();
  let lastBreath = start;
  let shownPhase = '';
  const showPhase = ({ round, phase, total }: Pick<Step, 'round' | 'phase' | 'total'>): string => {
    const name = `round ${round + 1} of ${config.search.rounds}: ${phase}`;
    if (name !== shownPhase) hooks.progress({ kind: 'phase', name, total });
    shownPhase = name;
    return name;
  };
  let told = 0;

  // The first step includes TensorFlow's look at the whole graph: that is not waited for.
  const stopBefore = search.finished ? undefined : reasonToStop(reasons, 'before the next step', 0);
  if (stopBefore !== undefined) throw stopBefore;

  while (!search.finished) {
    const before = clock();
    const waiting = search.wait();
    if (waiting !== undefined) {
      const phase = showPhase(waiting);
      const stop = await waitOrStop(waiting.over, () => {
        const { done, total } = waiting;
        hooks.progress({ kind: 'step', phase, done, total, note: evaluator.elsewhere?.underWay() });
        return reasonToStop(reasons, `with ${done} of ${total} scored in round ${waiting.round + 1}`, clock() - start); // prettier-ignore
      });
      if (stop !== undefined) {
        saveCheckpoint(parts);
        throw stop;
      }
    }
    const step = search.step();
    const after = clock();
    times.add(step, after - before);

    const phase = showPhase(step);
    const { itemsPerSecond, secondsPerUnit } = times.speed(step.phase);
    const isSpeedKnown = itemsPerSecond !== undefined && waiting === undefined;
    const items = step.phase === 'learn' ? 'architectures' : evaluator.items;
    hooks.progress({
      kind: 'step',
      phase,
      done: step.done,
      total: step.total,
      ...(isSpeedKnown ? { speed: { perSecond: itemsPerSecond, items } } : {}),
      ...(secondsPerUnit === undefined ? {} : { secondsLeft: secondsPerUnit * (step.total - step.done) }),
      ...(step.note === undefined ? {} : { note: step.note }),
    });
    if (told < 2 && isTimeToTell(step, told)) {
      told = step.phase === 'score' ? 2 : 1;
      tellTime(hooks, step, times.secondsLeft(search.state));
    }

    if (step.checkpointDue) saveCheckpoint(parts);
    if (search.finished) return;
    const where = `after ${step.phase} ${step.done} of ${step.total} in round ${step.round + 1}`;
    const stop = reasonToStop(reasons, where, after - start);
    if (stop !== undefined) {
      if (!step.checkpointDue) saveCheckpoint(parts);
      throw stop;
    }
    if (after - lastBreath > BREATH_SECONDS) {
      await setImmediate();
      lastBreath = clock();
    }
  }
}

/** Loads the weights that `saveCheckpoint` wrote into a folder beside that state. */
export function restoreWeights(
  { evaluator, controller }: Pick<Drive, 'evaluator' | 'controller'>,
  state: SearchState,
  folder: string,
): void {
  evaluator.restore(join(folder, EVALUATOR_FILES));
  if (state.controllerTrained) controller.restore(join(folder, CONTROLLER_FILES));
}

/** Saves where the search stands, to be resumed from. */
export function saveCheckpoint({ search, evaluator, controller, store }: Drive): void {
  // Before the checkpoint: a process killed between the two must not leave a best that is older than the checkpoint.
  store.writeBest(search.best());
  store.checkpoint(search.state, (folder) => {
    evaluator.save(join(folder, EVALUATOR_FILES));
    if (search.state.controllerTrained) controller.save(join(folder, CONTROLLER_FILES));
  });
}

function isTimeToTell({ phase, done, total }: Step, told: number): boolean {
  const isMeasured = done === Math.min(UNITS_BEFORE_ESTIMATE, total) && done > 1;
  return isMeasured && (phase === 'score' || (phase === 'train' && told === 0));
}

function tellTime(hooks: Hooks, { phase }: Step, seconds: number): void {
  if (seconds < SECONDS_WORTH_TELLING) return;
  const hours = seconds / 3600;
  const time = hours >= 1 ? `${hours.toFixed(1)} hours` : `${Math.ceil(seconds / 60)} minutes`;
  const part = phase === 'train' ? 'for the training alone' : 'for training and scoring';
  hooks.progress({ kind: 'say', text: `at the speed so far, the search takes about ${time} more ${part}` });
}

/** Where a search keeps what must outlive its process. */
export interface Store {
  /**
   * Saves a checkpoint: the state, the positions of the logs, and the files that `saveWeights` puts into the folder that
   * it is given. A process killed at any moment leaves this checkpoint whole or the one before.
   */
  checkpoint(state: SearchState, saveWeights: (folder: string) => void): void;
  /**
   * Replaces what was the best before.
   *
   * @param best undefined where nothing has a score, of which nothing is kept then
   * @param reported what the evaluator tells of the result of a search that is over
   */
  writeBest(best: Best | undefined, reported?: Reported): void;
}
