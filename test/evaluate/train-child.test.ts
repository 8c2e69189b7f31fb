import fs from 'node:fs';
import path from 'node:path';
import { childImages, ChildTraining } from '../../src/child/training';
import type { ChildSettings } from '../../src/config/child-schema';
import { presetByName } from '../../src/config/presets';
import { trainingDigest } from '../../src/data/digest';
import { loadImageDataset } from '../../src/data/registry';
import { split } from '../../src/data/split';
import { EnvironmentError, StoppedError } from '../../src/errors';
import { CHILD_JOB, childData, type ChildData, readChildResult } from '../../src/evaluate/child-job';
import { trainChild } from '../../src/evaluate/train-child';
import { intraOpThreads } from '../../src/native/environment';
import { type Hooks, silent } from '../../src/run/hooks';
import { cnnSpace } from '../../src/space/cnn';
import { writeImageFixture } from '../data/img-fixture';
import { useOwnCache } from '../cli/command';
import { temporaryFolder } from '../run/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

const SEED = 5;
const ARCHITECTURE = '1 4 0 2 0 0 1 1';

/** A job's data for a data set of real images, two of whose three epochs have a step. */
async function dataFor(changes: Partial<ChildSettings> = {}): Promise<ChildData> {
  const dir = path.join(folder(), 'images');
  if (!fs.existsSync(dir)) await writeImageFixture(dir);
  const tiny = presetByName('tiny', 'cnn', 'full');
  const data = { ...tiny.data, dataset: 'images', dir, validImages: 8, trainImages: 16 };
  const child = { ...tiny.child, epochs: 3, batchImages: 8, scoreBatchImages: 5, keepPath: 0.8, ...changes };
  const dataset = await loadImageDataset(data);
  return childData(
    { ...tiny, space: { name: 'cnn', nodes: 1 }, data, child },
    trainingDigest(dataset),
    threads(),
  );
}

const threads = (): number => intraOpThreads();

async function train(data: ChildData, name = 'job', hooks: Hooks = silent, attempt = 1) {
  const into = path.join(folder(), name);
  fs.mkdirSync(into, { recursive: true });
  const job = { kind: CHILD_JOB, run: 'a', architecture: ARCHITECTURE, seed: SEED, data };
  return readChildResult(await trainChild(job, { hooks, folder: into, attempt }));
}

/** Asks for a stop once `steps` of them are done. */
function stoppedAfter(steps: number): Hooks {
  let done = 0;
  return {
    progress: (event) => {
      if (event.kind === 'step') done = event.done;
    },
    stopRequested: () => (done >= steps ? 'SIGTERM' : undefined),
  };
}

test('a child is scored as its training by hand is, the same each time', async () => {
  const data = await dataFor();
  const dataset = await loadImageDataset(data.data);
  const parts = split(dataset, 8, 16, SEED);
  const space = cnnSpace(1);
  const cells = space.cells(space.parse(ARCHITECTURE));
  const training = new ChildTraining(data.child, cells, childImages(dataset, parts), SEED);
  for (let step = 0; step < 6; step++) training.train(step);
  const { loss, accuracy } = training.validate();
  training.dispose();
  const expected = { validAccuracy: accuracy, validLoss: loss, images: 8, divergence: null };
  expect(await train(data, 'one')).toMatchObject(expected);
  expect(await train(data, 'two')).toMatchObject(expected);
});

test('one that is stopped goes on from its checkpoint to the same result; without the checkpoint, from the start', async () => {
  const data = await dataFor();
  const whole = await train(data, 'whole');
  await expect(train(data, 'stopped', stoppedAfter(4))).rejects.toThrow(
    new StoppedError('stopped after step 4 of 6, which is saved'),
  );
  const seen: number[] = [];
  const rest = await train(data, 'stopped', {
    ...silent,
    progress: (event) => {
      if (event.kind === 'step') seen.push(event.done);
    },
  });
  expect(seen).toEqual([5, 6]);
  expect({ ...rest, seconds: 0 }).toEqual({ ...whole, seconds: 0 });

  await expect(train(data, 'lost', stoppedAfter(2))).rejects.toThrow(StoppedError);
  fs.rmSync(path.join(folder(), 'lost'), { recursive: true });
  expect({ ...(await train(data, 'lost')), seconds: 0 }).toEqual({ ...whole, seconds: 0 });
});

test('one that diverges has a result, which says where', async () => {
  const data = await dataFor({ learningRate: 1e30, clipNorm: 0 });
  const { divergence, ...result } = await train(data);
  expect(result).toMatchObject({ validAccuracy: null, validLoss: null });
  expect(divergence).toMatch(
    /^the (training loss|gradient's norm) became (NaN|Infinity) in step [2-6] of 6$/,
  );
});

test('other images than those of the search are refused', async () => {
  const data = await dataFor();
  const other = { ...data, data: { ...data.data, digest: 'another' } };
  await expect(train(other)).rejects.toThrow(EnvironmentError);
  await expect(train(other)).rejects.toThrow(/images holds other images on the worker's machine/);
});

test('another number of threads than this process computes with is refused', async () => {
  const data = await dataFor();
  const other = { ...data, threads: threads() + 1 };
  await expect(train(other)).rejects.toThrow(EnvironmentError);
  await expect(train(other)).rejects.toThrow(
    `the results wanted are those of ${threads() + 1} threads, but this process computes with ${threads()}`,
  );
});

test('what another version has handed in is refused', async () => {
  const data = await dataFor();
  await expect(train({ ...data, more: 1 } as ChildData)).rejects.toThrow(/more/);
});
