import fs from 'node:fs';
import path from 'node:path';
import type { TrainConfig } from '../config/load-train';
import { FailedError, InputError } from '../errors';
import { replaceFile, replaceFolder } from '../files/durable';
import { createRunContext } from '../run/context';
import type { RunFolder } from '../run/folder';
import type { RunHooks } from '../run/hooks';
import type { RunRecord } from '../run/record';
import { createCheckpointMismatchError } from '../run/version-mismatch';
import { TrainLogs } from './logs';
import {
  getBestWeightsPrefix,
  runTrainingLoop,
  saveTrainingCheckpoint,
  type TrainingContext,
  WEIGHTS_PREFIX,
} from './loop';
import { createTrainingTask } from './modalities';
import { createTrainState, type TrainState, trainStateSchema } from './state';
import type { TestResult } from './task';

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
  hooks: RunHooks,
  clock: () => number = () => performance.now() / 1000,
): Promise<TrainResult> {
  const context = createRunContext(
    hooks,
    'before the training began or continued: start it again with the same command',
  );
  const task = await createTrainingTask(config, context);
  let logs: TrainLogs | undefined;
  try {
    context.throwIfStopped();
    const runFolder = typeof folder === 'function' ? folder() : folder;
    logs = TrainLogs.open(runFolder.path, task.columns);
    const { checkpoints, path: runDir } = runFolder;
    const training = { config, folder: runDir, task, checkpoints, logs, hooks, clock };
    const state = loadOrCreateState(training, runFolder.record);
    context.progress({ kind: 'plan', lines: task.description });
    if (state.step > 0) context.log(`resuming after step ${state.step} of ${task.steps}`);
    return exportAndTest(training, await runTrainingLoop(training, state));
  } finally {
    logs?.close();
    task.dispose();
  }
}

/** Where the last checkpoint stands, its weights loaded and the logs cut; or the beginning, saved. */
function loadOrCreateState(context: TrainingContext, record: RunRecord): TrainState {
  const { config, task, checkpoints, logs, hooks, folder } = context;
  const { dataDigest } = task;
  const checkpoint = checkpoints.readLatest((text) => hooks.progress({ kind: 'say', text }));
  if (checkpoint === undefined) {
    if (!logs.isEmpty) {
      throw new FailedError(
        `${folder} has logs but no checkpoint, so the training cannot go on and its logs are left as they are: put the folder's checkpoints back, or start a new training`,
      );
    }
    logs.truncateTo(undefined);
    return saveTrainingCheckpoint(context, createTrainState(dataDigest));
  }
  const saved = trainStateSchema.safeParse(checkpoint.state);
  if (!saved.success) throw createCheckpointMismatchError(checkpoint.folder, record);
  if (saved.data.dataDigest !== dataDigest) {
    throw new InputError(
      `${config.data.dir || config.data.dataset} has changed since this training was stopped: put the data back, or start a new training`,
    );
  }
  task.restore(path.join(checkpoint.folder, WEIGHTS_PREFIX));
  logs.truncateTo(saved.data.logs);
  return saved.data;
}

/** Exports what was trained and scores it. */
function exportAndTest(context: TrainingContext, state: TrainState): TrainResult {
  const { config, folder, task, hooks } = context;
  const { epochs } = task;
  const exported = path.join(folder, 'export');
  const last = path.join(folder, 'last');
  fs.mkdirSync(last, { recursive: true });
  task.save(path.join(last, WEIGHTS_PREFIX));
  const epoch = state.best?.epoch ?? epochs;
  const weights = state.best === null ? path.join(last, WEIGHTS_PREFIX) : getBestWeightsPrefix(folder);
  hooks.progress({ kind: 'phase', name: 'exporting' });
  replaceFolder(exported, (temporaryFolder) => task.exportModel(weights, epoch, temporaryFolder));
  const phase = `scoring the exported model on the test ${task.unit}`;
  hooks.progress({ kind: 'phase', name: phase });
  const test = task.test(exported, (done, total) => hooks.progress({ kind: 'step', phase, done, total }));
  const result = { ...test.fields, epoch, [task.score.name]: state.best?.score ?? null };
  replaceFile(path.join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  const chosen = state.best === null ? 'the last' : `the best on the ${task.unit} held out`;
  hooks.progress({
    kind: 'done',
    lines: [
      `trained ${epochs} epochs; exported are the weights of epoch ${epoch}, ${chosen}: ${exported}`,
      test.summary,
      `next: 'nao evaluate ${exported}${formatDataOptions(config)}' scores it again`,
    ],
  });
  return { folder, exported, epoch, test: test.fields };
}

/** What `nao evaluate` needs besides to find the data that were trained on. */
function formatDataOptions({ data }: TrainConfig): string {
  const dir = data.dir === '' ? '' : ` --data-dir "${data.dir}"`;
  const resize = 'resizePixels' in data && data.resizePixels > 0 ? ` --resize ${data.resizePixels}` : '';
  return ` --dataset ${data.dataset}${dir}${resize}`;
}
