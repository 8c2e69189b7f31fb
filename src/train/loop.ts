import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { TrainConfig } from '../config/load-train';
import { replaceFolder } from '../files/durable';
import type { Checkpoints } from '../run/checkpoints';
import type { RunHooks } from '../run/hooks';
import { findStopError } from '../run/stop';
import type { TrainLogs } from './logs';
import type { TrainState } from './state';
import type { TrainingTask } from './task';

/** All that a training in a run folder needs. */
export interface TrainingContext {
  readonly config: TrainConfig;
  /** The run folder's path. */
  readonly folder: string;
  readonly task: TrainingTask;
  readonly checkpoints: Checkpoints;
  readonly logs: TrainLogs;
  readonly hooks: RunHooks;
  /** Seconds from any point on. */
  clock(): number;
}

/** What the files of the weights begin with. */
export const WEIGHTS_PREFIX = 'weights';

/** Longest time that timers and signals of this thread wait while steps are short, in seconds. */
const YIELD_INTERVAL_SECONDS = 0.1;

/**
 * Trains to the last epoch, with checkpoints, rows of epochs.csv and the best epoch's weights kept.
 *
 * @param start where it stands, whose weights are loaded already
 * @returns where it stands at the end
 * @throws InterruptedError or StoppedError after a checkpoint; FailedError where the training cannot go on
 */
export async function runTrainingLoop(context: TrainingContext, start: TrainState): Promise<TrainState> {
  const { config, task, hooks, clock } = context;
  const { stepsPerEpoch, steps } = task;
  const reasons = { hooks, maxHours: config.run.maxHours, resumeCommand: `nao resume ${context.folder}` };
  const startTime = clock();
  let state = start;
  let lastYield = startTime;
  let shownEpoch = -1;
  while (state.step < steps) {
    const epoch = Math.floor(state.step / stepsPerEpoch);
    const phase = `epoch ${epoch + 1} of ${task.epochs}`;
    if (epoch !== shownEpoch) hooks.progress({ kind: 'phase', name: phase, total: stepsPerEpoch });
    shownEpoch = epoch;
    state = runTrainingStep(context, state);
    const isEpochOver = state.step % stepsPerEpoch === 0;
    const done = isEpochOver ? stepsPerEpoch : state.step % stepsPerEpoch;
    const { sums, seconds } = state.epoch;
    hooks.progress({
      kind: 'step',
      phase,
      done,
      total: stepsPerEpoch,
      speed: { perSecond: (done * task.itemsPerStep) / seconds, items: task.unit },
      secondsLeft: (seconds / done) * (stepsPerEpoch - done),
      note: `loss ${(sums.loss / done).toFixed(3)}`,
    });
    if (isEpochOver) state = endEpoch(context, state);
    const isDue = isEpochOver || state.step % config.run.checkpointEverySteps === 0;
    if (isDue) state = saveTrainingCheckpoint(context, state);
    if (state.step >= steps) break;
    const stop = findStopError(reasons, `after step ${state.step} of ${steps}`, clock() - startTime);
    if (stop !== undefined) {
      if (!isDue) saveTrainingCheckpoint(context, state);
      throw stop;
    }
    if (clock() - lastYield > YIELD_INTERVAL_SECONDS) {
      await setImmediate();
      lastYield = clock();
    }
  }
  return state;
}

function runTrainingStep({ task, clock }: TrainingContext, state: TrainState): TrainState {
  const startTime = clock();
  const stepSums = task.train(state.step);
  const { sums, seconds } = state.epoch;
  const total: Record<string, number> & { loss: number } = { ...sums };
  for (const [name, value] of Object.entries(stepSums)) total[name] = (total[name] ?? 0) + value;
  return {
    ...state,
    step: state.step + 1,
    epoch: { sums: total, seconds: seconds + clock() - startTime },
  };
}

/** Scores on what is held out, keeps the weights if they are the best, and writes the epoch's row. */
function endEpoch({ folder, task, logs }: TrainingContext, state: TrainState): TrainState {
  const { stepsPerEpoch, itemsPerStep, unit, score } = task;
  const epoch = state.step / stepsPerEpoch;
  const { sums, seconds } = state.epoch;
  const row = task.createEpochRow(state.step - 1, sums);
  logs.appendEpoch({
    epoch,
    step: state.step,
    ...row,
    [`${unit}_per_s`]: (stepsPerEpoch * itemsPerStep) / seconds,
    seconds,
  });
  const epochScore = row[score.name];
  const isBest = typeof epochScore === 'number' && isBetter(epochScore, state.best?.score, score.direction);
  if (isBest) saveBestWeights(folder, task);
  return {
    ...state,
    epoch: { sums: { loss: 0 }, seconds: 0 },
    best: isBest ? { epoch, score: epochScore } : state.best,
  };
}

/** A score that is not finite is never the best. */
function isBetter(score: number, bestScore: number | undefined, direction: 'maximize' | 'minimize'): boolean {
  if (!Number.isFinite(score)) return false;
  return bestScore === undefined || (direction === 'maximize' ? score > bestScore : score < bestScore);
}

/** Where the weights of the best epoch lie: a prefix. */
export function getBestWeightsPrefix(folder: string): string {
  return path.join(folder, 'best', WEIGHTS_PREFIX);
}

/**
 * A process killed afterwards goes on from an older checkpoint and comes to the same weights again, so these may be ahead
 * of it for a while.
 */
function saveBestWeights(folder: string, task: TrainingTask): void {
  replaceFolder(path.dirname(getBestWeightsPrefix(folder)), (temporaryFolder) =>
    task.save(path.join(temporaryFolder, WEIGHTS_PREFIX)),
  );
}

/** Saves where the training stands, to be resumed from. @returns the state that was saved */
export function saveTrainingCheckpoint(
  { task, checkpoints, logs }: TrainingContext,
  state: TrainState,
): TrainState {
  const saved = { ...state, logs: logs.flush() };
  checkpoints.write(saved, (folder) => task.save(path.join(folder, WEIGHTS_PREFIX)));
  return saved;
}
