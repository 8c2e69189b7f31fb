import fs from 'node:fs';
import path from 'node:path';
import type { TrainConfig } from '../config/load-train';
import { FailedError, InputError } from '../errors';
import { replaceFile, replaceFolder } from '../files/durable';
import type { RunFolder } from '../run/folder';
import type { Hooks } from '../run/hooks';
import { checkpointOfAnother } from '../run/version-mismatch';
import type { RunRecord } from '../run/record';
import { stopError } from '../run/stop';
import type { Course, TestResult } from './task';
import { imageCourse } from './image-task';
import { TrainLogs } from './logs';
import { bestWeights, saveCheckpoint, trainAll, type TrainProgram, WEIGHTS } from './loop';
import { firstState, type TrainState, trainStateSchema } from './state';
import { textCourse } from './text-task';

/** What a training comes to. */
export interface TrainResult {
  readonly folder: string;
  /** The exported model. */
  readonly exported: string;
  /** Epoch whose weights are exported, from 1. */
  readonly epoch: number;
  /** By the names of result.json: `test_accuracy`, or `test_perplexity`. */
  readonly test: TestResult['fields'];
}

/**
 * The program behind `nao train` and `nao resume`: trains one architecture to the end, exports it and scores what was
 * exported on the test part, which nothing has looked at before.
 *
 * @param folder whoever opened it closes it; a function is called once everything is loaded, so that a training which is
 *   refused leaves no folder behind
 * @param clock seconds from any point on
 * @throws InputError, EnvironmentError where settings, data or machine do not do, before work starts
 * @throws StoppedError, InterruptedError after a checkpoint, or while everything is loaded; FailedError
 */
export async function runTraining(
  config: TrainConfig,
  folder: RunFolder | (() => RunFolder),
  hooks: Hooks,
  clock: () => number = () => performance.now() / 1000,
): Promise<TrainResult> {
  const answerStop = (): void => stopBeforeStart(hooks);
  const training = await courseOf(config, hooks, answerStop);
  let logs: TrainLogs | undefined;
  try {
    answerStop();
    const opened = typeof folder === 'function' ? folder() : folder;
    logs = TrainLogs.open(opened.path, training.columns);
    const { checkpoints, path: runDir } = opened;
    const program = { config, folder: runDir, training, checkpoints, logs, hooks, clock };
    const state = start(program, opened.record);
    hooks.progress({ kind: 'plan', lines: training.plan });
    if (state.step > 0) {
      hooks.progress({ kind: 'say', text: `going on after step ${state.step} of ${training.steps}` });
    }
    return finish(program, await trainAll(program, state));
  } finally {
    logs?.close();
    training.dispose();
  }
}

function courseOf(config: TrainConfig, hooks: Hooks, answerStop: () => void): Promise<Course> {
  return 'rnn' in config ? textCourse(config, hooks, answerStop) : imageCourse(config, hooks, answerStop);
}

/** Where the last checkpoint stands, its weights loaded and the logs cut; or the beginning, saved. */
function start(program: TrainProgram, record: RunRecord): TrainState {
  const { config, training, checkpoints, logs, hooks, folder } = program;
  const { dataDigest } = training;
  const checkpoint = checkpoints.latest((text) => hooks.progress({ kind: 'say', text }));
  if (checkpoint === undefined) {
    if (!logs.isEmpty) {
      throw new FailedError(
        `${folder} has logs but no checkpoint, so the training cannot go on and its logs are left as they are: put the folder's checkpoints back, or start a new training`,
      );
    }
    logs.truncateTo(undefined);
    return saveCheckpoint(program, firstState(dataDigest));
  }
  const saved = trainStateSchema.safeParse(checkpoint.state);
  if (!saved.success) throw checkpointOfAnother(checkpoint.folder, record);
  if (saved.data.dataDigest !== dataDigest) {
    throw new InputError(
      `${config.data.dir || config.data.dataset} has changed since this training was stopped: put the data back, or start a new training`,
    );
  }
  training.restore(path.join(checkpoint.folder, WEIGHTS));
  logs.truncateTo(saved.data.logs);
  return saved.data;
}

/** Exports what was trained and scores it. */
function finish(program: TrainProgram, state: TrainState): TrainResult {
  const { config, folder, training, hooks } = program;
  const { epochs } = training;
  const exported = path.join(folder, 'export');
  const last = path.join(folder, 'last');
  fs.mkdirSync(last, { recursive: true });
  training.save(path.join(last, WEIGHTS));
  const epoch = state.best?.epoch ?? epochs;
  const weights = state.best === null ? path.join(last, WEIGHTS) : bestWeights(folder);
  hooks.progress({ kind: 'phase', name: 'exporting' });
  replaceFolder(exported, (beside) => training.writeModel(weights, epoch, beside));
  const phase = `scoring the exported model on the test ${training.items}`;
  hooks.progress({ kind: 'phase', name: phase });
  const test = training.test(exported, (done, total) => hooks.progress({ kind: 'step', phase, done, total }));
  const result = { ...test.fields, epoch, [training.score.name]: state.best?.score ?? null };
  replaceFile(path.join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  const chosen = state.best === null ? 'the last' : `the best on the ${training.items} held out`;
  hooks.progress({
    kind: 'done',
    lines: [
      `trained ${epochs} epochs; exported are the weights of epoch ${epoch}, ${chosen}: ${exported}`,
      test.line,
      `next: 'nao evaluate ${exported}${dataOptions(config)}' scores it again`,
    ],
  });
  return { folder, exported, epoch, test: test.fields };
}

/** What `nao evaluate` needs besides to find the data that were trained on. */
function dataOptions({ data }: TrainConfig): string {
  const dir = data.dir === '' ? '' : ` --data-dir "${data.dir}"`;
  const resize = 'resizePixels' in data && data.resizePixels > 0 ? ` --resize ${data.resizePixels}` : '';
  return ` --dataset ${data.dataset}${dir}${resize}`;
}

function stopBeforeStart(hooks: Hooks): void {
  const signal = hooks.stopRequested();
  if (signal === undefined) return;
  throw stopError(signal, 'before the training began or went on: start it again with the same command');
}
