import fs from 'node:fs';
import path from 'node:path';
import { childImages, ChildTraining } from '../child/training';
import type { TrainConfig } from '../config/train-schema';
import type { ImageDataset } from '../data/dataset';
import { trainingDigest } from '../data/digest';
import { loadImageDataset } from '../data/registry';
import { imageBytes } from '../data/size';
import { split } from '../data/split';
import { FailedError, InputError } from '../errors';
import { requireImageRoom } from '../evaluate/image-room';
import { replaceFile } from '../run/disk';
import type { RunFolder } from '../run/folder';
import type { Hooks } from '../run/hooks';
import { loading } from '../run/loading';
import { stopError } from '../run/stop';
import { type CnnCells, isCnnSpace } from '../space/cnn-cells';
import { readText } from '../space/read-text';
import { evaluateExport, type ExportScore } from './evaluate-export';
import { writeExport } from './export';
import { TrainLogs } from './logs';
import { bestWeights, saveCheckpoint, trainAll, type TrainProgram, WEIGHTS } from './program';
import { firstState, type TrainState, trainStateSchema } from './state';

/** What a training comes to. */
export interface TrainResult {
  readonly folder: string;
  /** The exported model. */
  readonly exported: string;
  /** Epoch whose weights are exported, from 1. */
  readonly epoch: number;
  readonly test: ExportScore;
}

/**
 * The program behind `nao train` and `nao resume`: trains one architecture to the end, exports it and scores what was
 * exported on the test images, which nothing has looked at before.
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
  const say = (text: string): void => hooks.progress({ kind: 'say', text });
  const cells = cellsOf(config);
  const answerStop = (): void => stopBeforeStart(hooks);
  const dataset = await loading(config.data, hooks, answerStop, loadImageDataset);
  answerStop();
  const parts = split(dataset, config.data.validImages, config.data.trainImages, config.seed);
  const used = parts.train.length + parts.valid.length;
  requireImageRoom(dataset.name, imageBytes(used, dataset.height, dataset.width, dataset.channels), say);
  hooks.progress({ kind: 'phase', name: 'building the network' });
  const training = new ChildTraining(config.child, cells, childImages(dataset, parts), config.seed);
  let logs: TrainLogs | undefined;
  try {
    answerStop();
    const opened = typeof folder === 'function' ? folder() : folder;
    logs = TrainLogs.open(opened.path);
    const { checkpoints, path: runDir } = opened;
    const program = { config, folder: runDir, training, checkpoints, logs, hooks, clock };
    const state = start(program, trainingDigest(dataset));
    hooks.progress({ kind: 'plan', lines: plan(config, training, parts) });
    if (state.step > 0) say(`going on after step ${state.step} of ${training.steps}`);
    return finish(program, cells, dataset, await trainAll(program, state));
  } finally {
    logs?.close();
    training.dispose();
  }
}

function cellsOf({ architecture }: TrainConfig): CnnCells {
  const { space, architecture: integers } = readText(architecture.text, architecture.space);
  if (!isCnnSpace(space)) {
    throw new InputError(
      `an architecture of the space ${space.name} cannot be trained by itself yet: give a convolutional one`,
    );
  }
  return space.cells(integers);
}

/** Where the last checkpoint stands, its weights loaded and the logs cut; or the beginning, saved. */
function start(program: TrainProgram, dataDigest: string): TrainState {
  const { config, training, checkpoints, logs, hooks, folder } = program;
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
  if (!saved.success) {
    throw new FailedError(
      `the checkpoint ${checkpoint.folder} was written by another version of nao: resume with the version in config.yaml, or start a new training`,
    );
  }
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
function finish(
  program: TrainProgram,
  cells: CnnCells,
  dataset: ImageDataset,
  state: TrainState,
): TrainResult {
  const { config, folder, training, hooks } = program;
  const { epochs } = config.child;
  const exported = path.join(folder, 'export');
  const last = path.join(folder, 'last');
  fs.mkdirSync(last, { recursive: true });
  training.save(path.join(last, WEIGHTS));
  const epoch = state.best?.epoch ?? epochs;
  const weights = state.best === null ? path.join(last, WEIGHTS) : bestWeights(folder);
  hooks.progress({ kind: 'phase', name: 'exporting' });
  writeExport({ spec: training.spec, cells }, config, dataset, weights, epoch, exported);
  const phase = 'scoring the exported model on the test images';
  hooks.progress({ kind: 'phase', name: phase, total: dataset.test.labels.length });
  const test = evaluateExport(exported, dataset, 'test', undefined, (done, total) =>
    hooks.progress({ kind: 'step', phase, done, total }),
  );
  const result = {
    test_accuracy: test.accuracy,
    test_images_right: test.right,
    test_images: test.images,
    epoch,
    valid_accuracy: state.best?.validAccuracy ?? null,
  };
  replaceFile(path.join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  const chosen = state.best === null ? 'the last' : 'the best on the images held out';
  hooks.progress({
    kind: 'done',
    lines: [
      `trained ${epochs} epochs; exported are the weights of epoch ${epoch}, ${chosen}: ${exported}`,
      `test_accuracy: ${test.accuracy} (${test.right} of ${test.images} images)`,
      `next: 'nao evaluate ${exported} --dataset ${config.data.dataset}' scores it again`,
    ],
  });
  return { folder, exported, epoch, test };
}

function plan(
  { architecture, seed, child }: TrainConfig,
  { steps }: ChildTraining,
  { train, valid }: { readonly train: Int32Array; readonly valid: Int32Array },
): string[] {
  return [
    `training: ${architecture.name || architecture.text}, N = ${child.layers}, F = ${child.channels}, seed ${seed}`,
    `images: ${train.length} to train on, ${valid.length} held out`,
    `${child.epochs} epochs, ${steps} steps of ${child.batchImages} images`,
  ];
}

function stopBeforeStart(hooks: Hooks): void {
  const signal = hooks.stopRequested();
  if (signal === undefined) return;
  throw stopError(signal, 'before the training began or went on: start it again with the same command');
}
