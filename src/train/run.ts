import path from 'node:path';
import type { TrainConfig } from '../config/load-train';
import { InputError } from '../errors';
import { replaceFile, replaceFolder } from '../files/durable';
import { createRunContext } from '../run/context';
import type { RunFolder } from '../run/folder';
import type { RunHooks } from '../run/hooks';
import { recordProgress } from '../run/progress-files';
import { assertDataUnchanged, assertNoLostCheckpoints } from '../run/resume-checks';
import { assertSettingsUnchanged } from '../run/settings-check';
import { drawCellPictures } from '../run/tensorboard/cell-pictures';
import { createCheckpointMismatchError } from '../run/version-mismatch';
import { parseInAnySpace } from '../space/parse-architecture';
import { writeTestDetails } from './details';
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
import type { TestResult, TrainingTask } from './task';

/** The result of a training. */
export interface TrainResult {
  readonly folder: string;
  /** Folder of the exported model. */
  readonly exported: string;
  /** 1-based epoch whose weights are exported. */
  readonly epoch: number;
  /** Fields of result.json, such as `test_accuracy` or `test_perplexity`. */
  readonly test: TestResult['fields'];
}

/**
 * Trains one architecture for `nao train` or `nao resume`, exports it and scores the export on the test part. Continues from
 * the folder's last checkpoint if there is one.
 *
 * @param folder closed by the caller; a function is called once everything is loaded, so that a training that fails before
 *   leaves no folder
 * @param clock returns seconds since any fixed point
 * @throws InputError, EnvironmentError if settings, data or machine are unsuitable, before work starts
 * @throws StoppedError, InterruptedError after a checkpoint, or while data are loaded; FailedError
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
    const { checkpoints, path: runDir } = runFolder;
    const opened = (logs = TrainLogs.open(runDir, task.columns));
    return await recordProgress(runDir, hooks, (recorded) =>
      trainInFolder(
        { config, folder: runDir, task, checkpoints, logs: opened, hooks: recorded, clock },
        runFolder,
      ),
    );
  } finally {
    logs?.close();
    task.dispose();
  }
}

/** Trains to the end, exports and tests. */
async function trainInFolder(training: TrainingContext, runFolder: RunFolder): Promise<TrainResult> {
  const { task, hooks } = training;
  const state = loadOrCreateState(training, runFolder);
  training.logs.settings(training.config);
  hooks.progress({ kind: 'plan', lines: task.description });
  if (state.step > 0) {
    const text = `resuming after step ${state.step} of ${task.steps}`;
    hooks.progress({ kind: 'log', text, isProgress: true });
  }
  return exportAndTest(training, await runTrainingLoop(training, state));
}

/** Restores weights, logs and state of the last checkpoint; without one, saves the initial state. */
function loadOrCreateState(context: TrainingContext, runFolder: RunFolder): TrainState {
  const { config, task, checkpoints, logs, hooks, folder } = context;
  const { dataDigest } = task;
  const log = (text: string): void => hooks.progress({ kind: 'log', text });
  const checkpoint = checkpoints.readLatest(log);
  if (checkpoint === undefined) {
    assertNoLostCheckpoints('training', folder, logs);
    logs.truncateTo(undefined, log);
    return saveTrainingCheckpoint(context, createTrainState(config, dataDigest, logs.flush()));
  }
  const saved = trainStateSchema.safeParse(checkpoint.state);
  if (!saved.success) throw createCheckpointMismatchError(checkpoint.folder, runFolder.record);
  assertSettingsUnchanged('training', saved.data.settings, config);
  assertEnoughEpochs(saved.data, task);
  const source = config.data.dir || config.data.dataset;
  assertDataUnchanged('training', source, saved.data.dataDigest, dataDigest);
  task.restore(path.join(checkpoint.folder, WEIGHTS_PREFIX));
  runFolder.keepSettings(config);
  checkpoints.removeDamaged();
  logs.truncateTo(saved.data.logs, log);
  return saved.data;
}

/** @throws InputError if a training on a text has come further than its number of epochs, which was lowered since */
function assertEnoughEpochs({ step }: TrainState, { steps, stepsPerEpoch, epochs }: TrainingTask): void {
  if (step <= steps) return;
  const fewest = Math.ceil(step / stepsPerEpoch);
  throw new InputError(
    `setting 'rnn.epochs' is ${epochs}, but the training is in epoch ${fewest} already: give at least ${fewest}`,
  );
}

/** Exports the trained network and scores the export. */
async function exportAndTest(context: TrainingContext, state: TrainState): Promise<TrainResult> {
  const { config, folder, task, hooks, logs } = context;
  const { epochs } = task;
  const exported = path.join(folder, 'export');
  const last = path.join(folder, 'last');
  replaceFolder(last, (temporaryFolder) => task.save(path.join(temporaryFolder, WEIGHTS_PREFIX)));
  const epoch = state.best?.epoch ?? epochs;
  const weights = state.best === null ? path.join(last, WEIGHTS_PREFIX) : getBestWeightsPrefix(folder);
  hooks.progress({ kind: 'phase', name: 'exporting' });
  replaceFolder(exported, (temporaryFolder) => task.exportModel(weights, epoch, temporaryFolder));
  const phase = `scoring the exported model on the test ${task.unit}`;
  hooks.progress({ kind: 'phase', name: phase });
  const test = task.test(exported, (done, total) => hooks.progress({ kind: 'step', phase, done, total }));
  await writeTestDetails(folder, test.details);
  const result = { ...test.fields, epoch, [task.score.name]: state.best?.score ?? null };
  const { space, architecture } = parseInAnySpace(config.architecture.text, config.architecture.space);
  const log = (text: string): void => hooks.progress({ kind: 'log', text });
  logs.result(test.fields, await drawCellPictures('cells', space, architecture, log));
  replaceFile(path.join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  const chosen = state.best === null ? 'the last' : `the best on the held-out ${task.unit}`;
  hooks.progress({
    kind: 'done',
    lines: [
      `trained ${epochs} epochs; exported the weights of epoch ${epoch}, ${chosen}: ${exported}`,
      test.summary,
    ],
    facts: {
      run: folder,
      space: space.name,
      architecture: space.format(architecture),
      seed: config.seed,
      epochs,
      export: exported,
      result,
    },
  });
  hooks.progress({
    kind: 'hint',
    text: `next: 'nao evaluate ${exported}${formatDataOptions(config)}' scores it again`,
  });
  return { folder, exported, epoch, test: test.fields };
}

/** Returns the options by which `nao evaluate` finds the training's data set. */
function formatDataOptions({ data }: TrainConfig): string {
  const dir = data.dir === '' ? '' : ` --data-dir "${data.dir}"`;
  const resize = 'resizePixels' in data && data.resizePixels > 0 ? ` --resize ${data.resizePixels}` : '';
  return ` --dataset ${data.dataset}${dir}${resize}`;
}
