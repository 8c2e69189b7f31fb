import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { TrainConfig } from '../config/load-train';
import type { Checkpoints } from '../run/checkpoints';
import { replaceFolder } from '../files/durable';
import type { Hooks } from '../run/hooks';
import { reasonToStop } from '../run/stop';
import type { Course } from './task';
import type { TrainLogs } from './logs';
import type { TrainState } from './state';

/** All that a training in a run folder needs. */
export interface TrainProgram {
  readonly config: TrainConfig;
  /** The run folder's path. */
  readonly folder: string;
  readonly training: Course;
  readonly checkpoints: Checkpoints;
  readonly logs: TrainLogs;
  readonly hooks: Hooks;
  /** Seconds from any point on. */
  clock(): number;
}

/** What the files of the weights begin with. */
export const WEIGHTS = 'weights';

/** Longest time that timers and signals of this thread wait while steps are short, in seconds. */
const BREATH_SECONDS = 0.1;

/**
 * Trains to the last epoch, with checkpoints, rows of epochs.csv and the best epoch's weights kept.
 *
 * @param state where it stands, whose weights are loaded already
 * @returns where it stands at the end
 * @throws InterruptedError or StoppedError after a checkpoint; FailedError where the training cannot go on
 */
export async function trainAll(program: TrainProgram, start: TrainState): Promise<TrainState> {
  const { config, training, hooks, clock } = program;
  const { stepsPerEpoch, steps } = training;
  const reasons = { hooks, maxHours: config.run.maxHours, resumeCommand: `nao resume ${program.folder}` };
  const began = clock();
  let state = start;
  let lastBreath = began;
  let shown = -1;
  while (state.step < steps) {
    const epoch = Math.floor(state.step / stepsPerEpoch);
    const phase = `epoch ${epoch + 1} of ${training.epochs}`;
    if (epoch !== shown) hooks.progress({ kind: 'phase', name: phase, total: stepsPerEpoch });
    shown = epoch;
    state = oneStep(program, state);
    const isEpochOver = state.step % stepsPerEpoch === 0;
    const done = isEpochOver ? stepsPerEpoch : state.step % stepsPerEpoch;
    const { sums, seconds } = state.epoch;
    hooks.progress({
      kind: 'step',
      phase,
      done,
      total: stepsPerEpoch,
      speed: { perSecond: (done * training.perStep) / seconds, items: training.items },
      secondsLeft: (seconds / done) * (stepsPerEpoch - done),
      note: `loss ${(sums.loss / done).toFixed(3)}`,
    });
    if (isEpochOver) state = endEpoch(program, state);
    const isDue = isEpochOver || state.step % config.run.checkpointEverySteps === 0;
    if (isDue) state = saveCheckpoint(program, state);
    if (state.step >= steps) break;
    const stop = reasonToStop(reasons, `after step ${state.step} of ${steps}`, clock() - began);
    if (stop !== undefined) {
      if (!isDue) saveCheckpoint(program, state);
      throw stop;
    }
    if (clock() - lastBreath > BREATH_SECONDS) {
      await setImmediate();
      lastBreath = clock();
    }
  }
  return state;
}

function oneStep({ training, clock }: TrainProgram, state: TrainState): TrainState {
  const before = clock();
  const taken = training.train(state.step);
  const { sums, seconds } = state.epoch;
  const total: Record<string, number> & { loss: number } = { ...sums };
  for (const [name, value] of Object.entries(taken)) total[name] = (total[name] ?? 0) + value;
  return {
    ...state,
    step: state.step + 1,
    epoch: { sums: total, seconds: seconds + clock() - before },
  };
}

/** Scores on what is held out, keeps the weights if they are the best, and writes the epoch's row. */
function endEpoch({ folder, training, logs }: TrainProgram, state: TrainState): TrainState {
  const { stepsPerEpoch, perStep, items, score } = training;
  const epoch = state.step / stepsPerEpoch;
  const { sums, seconds } = state.epoch;
  const row = training.row(state.step - 1, sums);
  logs.epoch({
    epoch,
    step: state.step,
    ...row,
    [`${items}_per_s`]: (stepsPerEpoch * perStep) / seconds,
    seconds,
  });
  const reached = row[score.name];
  const isBest = typeof reached === 'number' && isBetter(reached, state.best?.score, score.better);
  if (isBest) keepBest(folder, training);
  return {
    ...state,
    epoch: { sums: { loss: 0 }, seconds: 0 },
    best: isBest ? { epoch, score: reached } : state.best,
  };
}

/** A score that is not finite is never the best. */
function isBetter(score: number, than: number | undefined, better: 'higher' | 'lower'): boolean {
  if (!Number.isFinite(score)) return false;
  return than === undefined || (better === 'higher' ? score > than : score < than);
}

/** Where the weights of the best epoch lie: a prefix. */
export function bestWeights(folder: string): string {
  return path.join(folder, 'best', WEIGHTS);
}

/**
 * A process killed afterwards goes on from an older checkpoint and comes to the same weights again, so these may be ahead
 * of it for a while.
 */
function keepBest(folder: string, training: Course): void {
  replaceFolder(path.dirname(bestWeights(folder)), (beside) => training.save(path.join(beside, WEIGHTS)));
}

/** Saves where the training stands, to be resumed from. @returns the state that was saved */
export function saveCheckpoint({ training, checkpoints, logs }: TrainProgram, state: TrainState): TrainState {
  const saved = { ...state, logs: logs.flush() };
  checkpoints.write(saved, (folder) => training.save(path.join(folder, WEIGHTS)));
  return saved;
}
