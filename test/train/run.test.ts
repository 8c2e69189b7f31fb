import fs from 'node:fs';
import path from 'node:path';
import { loadTrainConfig, type TrainConfig } from '../../src/config/load-train';
import { loadImageDataset } from '../../src/data/images/registry';
import { FailedError, InputError, StoppedError } from '../../src/errors';
import { writeReport } from '../../src/report/report';
import { Checkpoints } from '../../src/run/checkpoints';
import { readTrainingRun, RunFolder } from '../../src/run/folder';
import { noopHooks, type RunHooks } from '../../src/run/hooks';
import { assertRunIntact } from '../../src/run/kept-state';
import { readNaoVersion } from '../../src/run/version';
import { evaluateImageExport } from '../../src/train/evaluate-images';
import { runTraining } from '../../src/train/run';
import { useOwnCache } from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { dieAfterRestoring } from '../support/run/killed';
import { RECORD } from '../support/run/record';
import { temporaryFolder } from '../support/temp-folder';
import { removeEpochTimeColumns } from '../support/train/epoch-columns';

const OLD_RECORD = { ...RECORD, nao: '0' };

const folder = temporaryFolder();
useOwnCache(folder);

/** Two nodes: separable convolutions and pooling, in the space of the supernet. */
const ARCHITECTURE = { name: '', space: 'cnn', text: '0 0 1 3 2 1 0 4 0 2 1 0 2 3 1 4' };

let images: string;
beforeEach(async () => {
  images = await writeImageFixture(path.join(folder(), 'images'));
});

function config(...set: string[]): TrainConfig {
  return loadTrainConfig(ARCHITECTURE, {
    preset: 'tiny',
    set: ['child.batchSize=20', 'child.epochs=4', 'child.dropPathKeep=0.9', 'child.cutoutPixels=2', ...set],
    flags: { 'data.dataset': 'images', 'data.dir': images, seed: '3' },
  });
}

async function train(name: string, of: TrainConfig, hooks: RunHooks = noopHooks) {
  let created: RunFolder | undefined;
  try {
    const create = () => (created = RunFolder.create(path.join(folder(), name), of, OLD_RECORD));
    return await runTraining(of, create, hooks);
  } finally {
    created?.close();
  }
}

/** @param set other settings than the folder has */
async function resume(name: string, set?: string[], hooks: RunHooks = noopHooks) {
  const { runFolder, config: of } = RunFolder.openTraining(path.join(folder(), name));
  try {
    return await runTraining(set === undefined ? of : config(...set), runFolder, hooks);
  } finally {
    runFolder.close();
  }
}

/** Requests a stop after a number of steps. */
function stopAfter(steps: number): RunHooks {
  let done = 0;
  return {
    progress(event) {
      if (event.kind === 'step' && event.phase.startsWith('epoch')) done++;
    },
    stopRequested: () => (done >= steps ? 'SIGTERM' : undefined),
  };
}

/** All files of an export, and the rows without times. */
function outcome(name: string): Record<string, string> {
  const run = path.join(folder(), name);
  const files = ['export/saved_model.pb', 'export/architecture.json', 'result.json'];
  const variables = fs
    .readdirSync(path.join(run, 'export', 'variables'))
    .map((file) => `export/variables/${file}`);
  const weights = ['best', 'last'].flatMap((kept) =>
    fs.readdirSync(path.join(run, kept)).map((file) => `${kept}/${file}`),
  );
  const read = (file: string): string => fs.readFileSync(path.join(run, file), 'base64');
  return {
    'epochs.csv': removeEpochTimeColumns(fs.readFileSync(path.join(run, 'epochs.csv'), 'utf8')),
    ...Object.fromEntries([...files, ...variables, ...weights].map((file) => [file, read(file)])),
  };
}

test('runTraining writes the same bytes when stopped within an epoch and resumed', async () => {
  const whole = await train('whole', config());
  // 80 images, 20 a step: four steps an epoch.
  await expect(train('stopped', config(), stopAfter(6))).rejects.toThrow(StoppedError);
  await expect(resume('stopped')).resolves.toMatchObject({ epoch: whole.epoch, test: whole.test });
  expect(outcome('stopped')).toEqual(outcome('whole'));
  // Once more, where all is done already.
  await expect(resume('stopped')).resolves.toMatchObject({ test: whole.test });
  expect(outcome('stopped')).toEqual(outcome('whole'));
});

test('runTraining can be resumed if it is killed while it continues from the checkpoint before a damaged one', async () => {
  await train('whole', config());
  await expect(train('run', config(), stopAfter(8))).rejects.toThrow(StoppedError);
  const run = path.join(folder(), 'run');
  const newest = path.join(run, 'checkpoints', fs.readdirSync(path.join(run, 'checkpoints')).sort()[1]);
  const [weights] = fs.readdirSync(newest).filter((file) => file.startsWith('weights'));
  fs.writeFileSync(path.join(newest, weights), 'damaged');
  const rows = () => fs.readFileSync(path.join(run, 'epochs.csv'), 'utf8').split('\n').length;
  const before = rows();
  await expect(resume('run', undefined, dieAfterRestoring)).rejects.toThrow('killed');
  expect(rows()).toBe(before - 1);
  assertRunIntact('training', run, { ...readTrainingRun(run).config });
  await resume('run');
  expect(outcome('run')).toEqual(outcome('whole'));
});

test('runTraining reduces the loss, keeps the best epoch on held-out images, and logs a row per epoch', async () => {
  const { epoch, test } = await train('run', config('child.epochs=12', 'child.learningRate=0.1'));
  const lines = fs
    .readFileSync(path.join(folder(), 'run', 'epochs.csv'), 'utf8')
    .trim()
    .split('\n');
  const rows = lines.map((line) => line.split(','));
  expect(rows[0]).toEqual(expect.arrayContaining(['epoch', 'train_loss', 'valid_accuracy']));
  expect(rows).toHaveLength(13);
  const column = (name: string) => rows.slice(1).map((row) => Number(row[rows[0].indexOf(name)]));
  const losses = column('train_loss');
  expect(losses[11]).toBeLessThan(losses[0] / 2);
  const valid = column('valid_accuracy');
  expect(epoch).toBe(valid.indexOf(Math.max(...valid)) + 1);
  // The color of an image tells its class, except for noise: chance is a third.
  expect(test.test_accuracy).toBeGreaterThan(0.8);
  // A single cosine from the first rate, and paths dropped more and more.
  const rates = column('learning_rate');
  expect(rates[0]).toBeLessThan(0.1);
  expect(rates).toEqual([...rates].sort((a, b) => b - a));
  const kept = column('drop_path_keep');
  expect(kept).toEqual([...kept].sort((a, b) => b - a));
  expect(kept[11]).toBeCloseTo(1 - 0.1 * (47 / 48), 9);
});

test('a moved export scores the same with any batch size', async () => {
  const { exported, test } = await train('run', config('data.validImages=0'));
  const moved = path.join(folder(), 'moved');
  fs.renameSync(exported, moved);
  fs.rmSync(path.join(folder(), 'run'), { recursive: true });
  const dataset = await loadImageDataset({ dataset: 'images', dir: images, resizePixels: 0 });
  for (const batch of [1, 7, 1000])
    expect(evaluateImageExport(moved, dataset, 'test', batch).accuracy).toBe(test.test_accuracy);
  // Gray images are scored as three equal channels.
  const red = dataset.test.pixels.filter((_, i) => i % 3 === 0);
  const rgb = dataset.test.pixels.map((_, i) => red[Math.floor(i / 3)]);
  const [gray, same] = [red, rgb].map((pixels, i) => ({
    ...dataset,
    channels: i === 0 ? 1 : 3,
    test: { ...dataset.test, pixels },
  }));
  expect(evaluateImageExport(moved, gray, 'test')).toEqual(evaluateImageExport(moved, same, 'test'));
  const card = JSON.parse(fs.readFileSync(path.join(moved, 'architecture.json'), 'utf8')) as object;
  expect(card).toMatchObject({
    classNames: ['ant', 'bee', 'cat'],
    architecture: ARCHITECTURE.text,
    epoch: 4,
  });
});

test('evaluateImageExport throws for other image sizes or classes', async () => {
  const { exported } = await train('run', config('child.epochs=1'));
  const other = await writeImageFixture(path.join(folder(), 'other'), { classes: ['ant', 'bee', 'dog'] });
  const classes = await loadImageDataset({ dataset: 'images', dir: other, resizePixels: 0 });
  expect(() => evaluateImageExport(exported, classes, 'test')).toThrow(
    new InputError(
      `${exported} has the classes ant, bee, cat, but images has ant, bee, dog: use a data set with the same classes in the same order`,
    ),
  );
  const small = await writeImageFixture(path.join(folder(), 'small'), { size: 8 });
  const sides = await loadImageDataset({ dataset: 'images', dir: small, resizePixels: 0 });
  expect(() => evaluateImageExport(exported, sides, 'test')).toThrow(
    /takes images of 16x16x3, but images has 8x8x3/,
  );
});

test('runTraining throws for a loss that is not finite, and keeps the last checkpoint', async () => {
  const failing = train('run', config('child.learningRate=1e30', 'child.clipNorm=0'));
  await expect(failing).rejects.toThrow(FailedError);
  expect(fs.readdirSync(path.join(folder(), 'run', 'checkpoints')).length).toBeGreaterThan(0);
  expect(fs.existsSync(path.join(folder(), 'run', 'export'))).toBe(false);
});

test('runTraining throws if the images have changed since the checkpoint', async () => {
  await expect(train('run', config(), stopAfter(2))).rejects.toThrow(StoppedError);
  await writeImageFixture(images, { seed: 8 });
  await expect(resume('run')).rejects.toThrow(/has changed since this training was stopped/);
});

test('runTraining throws, naming it, if a setting has changed that may not', async () => {
  await expect(train('run', config(), stopAfter(2))).rejects.toThrow(StoppedError);
  await expect(resume('run', ['child.channels=8'])).rejects.toThrow(
    new InputError(
      "setting 'child.channels' was 4 and is now 8, but this training has results of the first: set it back in config.yaml, or start a new training",
    ),
  );
  await expect(resume('run', ['child.epochs=9'])).rejects.toThrow(
    /^setting 'child.epochs' was 4 and is now 9/,
  );
  await resume('run', ['child.evalBatchSize=7', 'run.checkpointEverySteps=3']);
});

test('runTraining and writeReport throw if epochs.csv has changed before the last checkpoint', async () => {
  await expect(train('run', config(), stopAfter(6))).rejects.toThrow(StoppedError);
  const file = path.join(folder(), 'run', 'epochs.csv');
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, text.replace(/\n1,4,/, '\n1,5,'));
  await expect(resume('run')).rejects.toThrow(/epochs\.csv is damaged in its first \d+ bytes/);
  await expect(writeReport(path.join(folder(), 'run'))).rejects.toThrow(
    /epochs\.csv is damaged in its first/,
  );
  expect(fs.readFileSync(file, 'utf8')).not.toBe(text);
});

test('runTraining ends with a sentence if its folder is moved', async () => {
  const run = path.join(folder(), 'run');
  const hooks: RunHooks = {
    progress(event) {
      if (event.kind === 'step' && event.done === 3 && fs.existsSync(run)) fs.renameSync(run, `${run}-moved`);
    },
    stopRequested: () => undefined,
  };
  await expect(train('run', config('data.validImages=0'), hooks)).rejects.toThrow(
    new FailedError(
      `${run} was moved or deleted while it was in use: continue it with 'nao resume' where it is now`,
    ),
  );
  expect(fs.existsSync(run)).toBe(false);
  fs.rmSync(path.join(`${run}-moved`, 'lock')); // of this process, which still runs
  await resume('run-moved');
});

test('runTraining throws, with the version, for a checkpoint of another version', async () => {
  await expect(train('run', config(), stopAfter(2))).rejects.toThrow(StoppedError);
  const run = path.join(folder(), 'run');
  const checkpoints = new Checkpoints(path.join(run, 'checkpoints'));
  const written = checkpoints.readLatest(() => undefined)?.state as object;
  checkpoints.write({ ...written, format: 1 }, () => undefined);
  await expect(resume('run')).rejects.toThrow(
    new InputError(
      `the checkpoint ${run}/checkpoints/00000003 was written by nao 0, not nao ${readNaoVersion()} (its state has another format): ` +
        'resume with that version, or start a new run with this one',
    ),
  );
});

test('runTraining throws for too few images before it makes a folder', async () => {
  await expect(train('run', config('child.batchSize=101'))).rejects.toThrow(
    new InputError('child.batchSize is 101, but there are only 80 training images: use at most 80'),
  );
  expect(fs.existsSync(path.join(folder(), 'run'))).toBe(false);
});
