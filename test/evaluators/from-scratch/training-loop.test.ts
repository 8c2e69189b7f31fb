import fs from 'node:fs';
import path from 'node:path';
import { createNaoCellsNetwork } from '../../../src/child/cnn/nao-cells/network';
import { CnnChildTraining, selectChildImages } from '../../../src/child/cnn/training';
import { RnnChildTraining, selectChildText } from '../../../src/child/rnn/training';
import { resolvePreset } from '../../../src/config/presets/by-name';
import { digestTrainingImages } from '../../../src/data/images/digest';
import { loadImageDataset } from '../../../src/data/images/registry';
import { splitDataset } from '../../../src/data/images/split';
import { digestText } from '../../../src/data/text/digest';
import { loadTextDataset } from '../../../src/data/text/registry';
import { EnvironmentError, StoppedError } from '../../../src/errors';
import { trainImageChild } from '../../../src/evaluators/from-scratch/images';
import {
  createImageChildJobData,
  createTextChildJobData,
  type ImageChildJobData,
  parseChildResult,
  type TextChildJobData,
} from '../../../src/evaluators/from-scratch/job';
import { trainTextChild } from '../../../src/evaluators/from-scratch/text';
import type { JobHandler } from '../../../src/jobs/handler';
import type { Json } from '../../../src/jobs/job-queue';
import { getIntraOpThreads } from '../../../src/native/environment';
import { noopHooks, type RunHooks } from '../../../src/run/hooks';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { toRnnCell } from '../../../src/space/rnn/cells';
import { useOwnCache } from '../../support/cli/command';
import { writeImageFixture } from '../../support/data/image-files';
import { writeTextFixture } from '../../support/data/text-files';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

const SEED = 5;

type Data = ImageChildJobData | TextChildJobData;

/** A kind of children, on real data. */
interface Kind {
  readonly kind: string;
  readonly work: JobHandler;
  readonly architecture: string;
  /** Returns a job's data. @param learningRate by default one that trains */
  data(learningRate?: number): Promise<Data>;
  /** Returns the result of training the same architecture step by step. */
  byHand(): Promise<{ score: number; loss: number; items: number }>;
  /** Divergence with a learning rate of 1e30. */
  readonly divergence: RegExp;
  readonly otherData: RegExp;
}

const images: Kind = {
  kind: 'images',
  work: trainImageChild,
  architecture: '1 4 0 2 0 0 1 1',
  async data(learningRate = 0.024) {
    const dir = path.join(folder(), 'images');
    if (!fs.existsSync(dir)) await writeImageFixture(dir);
    const tiny = resolvePreset('tiny', 'cnn', 'full');
    const data = { ...tiny.data, dataset: 'images', dir, validImages: 8, trainImages: 16 };
    const child = {
      ...tiny.child,
      epochs: 3,
      batchSize: 8,
      evalBatchSize: 5,
      dropPathKeep: 0.8,
      learningRate,
      clipNorm: 0,
    };
    const digest = digestTrainingImages(await loadImageDataset(data));
    return createImageChildJobData(
      { ...tiny, space: { name: 'cnn', nodes: 1 }, data, child },
      digest,
      threads(),
    );
  },
  async byHand() {
    const data = (await images.data()) as ImageChildJobData;
    const dataset = await loadImageDataset(data.data);
    const space = createCnnSpace(1);
    const parts = splitDataset(dataset, 8, 16, SEED);
    const network = createNaoCellsNetwork(space.cells(space.parse(images.architecture)));
    const training = new CnnChildTraining(data.child, network, selectChildImages(dataset, parts), SEED);
    for (let step = 0; step < 6; step++) training.train(step);
    const { loss, accuracy } = training.validate();
    training.dispose();
    return { score: accuracy, loss, items: 8 };
  },
  divergence: /^the (training loss|gradient's norm) became (NaN|Infinity) in step [2-6] of 6$/,
  otherData: /images has other images on the worker than on the search's machine/,
};

const text: Kind = {
  kind: 'a text',
  work: trainTextChild,
  architecture: '0 0 1 1 0',
  async data(learningRate = 1) {
    const dir = path.join(folder(), 'text');
    // 44 words are 3 lines, 47 tokens, of which 41 are used: two windows of 5 in 4 columns.
    if (!fs.existsSync(dir)) writeTextFixture(dir, { words: { train: 44, valid: 40, test: 20 } });
    const tiny = resolvePreset('tiny', 'rnn', 'full');
    const data = { ...tiny.data, dataset: 'text', dir, trainTokens: 41 };
    const rnnChild = { ...tiny.rnnChild, epochs: 3, evalBatchSize: 4, learningRate, clipNorm: 0 };
    const digest = digestText(await loadTextDataset(data));
    return createTextChildJobData(
      { ...tiny, space: { name: 'rnn', nodes: 3 }, data, rnnChild },
      digest,
      threads(),
    );
  },
  async byHand() {
    const data = (await text.data()) as TextChildJobData;
    const dataset = await loadTextDataset(data.data);
    const training = new RnnChildTraining(
      data.rnnChild,
      toRnnCell(text.architecture.split(' ').map(Number)),
      selectChildText(dataset, 41),
      SEED,
    );
    for (let step = 0; step < 6; step++) training.train(step);
    const { loss, perplexity } = training.validate();
    training.dispose();
    return { score: perplexity, loss, items: dataset.valid.length - 1 };
  },
  divergence:
    /^the (training loss|gradient's norm) became (NaN|Infinity) in step [3-6] of 6, as in the 1 before it$/,
  otherData: /text has other words on the worker than on the search's machine/,
};

const threads = (): number => getIntraOpThreads();

describe.each([images, text])('a child trained on $kind', (of) => {
  async function train(data: Json, name = 'job', hooks: RunHooks = noopHooks) {
    const into = path.join(folder(), name);
    fs.mkdirSync(into, { recursive: true });
    const job = { kind: of.kind, run: 'a', architecture: of.architecture, seed: SEED, data };
    return parseChildResult(await of.work(job, { hooks, folder: into, attempt: 1 }));
  }

  test('has the score of training by hand, each time', async () => {
    const data = await of.data();
    const expected = { ...(await of.byHand()), divergence: null };
    const one = await train(data, 'one');
    expect(one).toMatchObject(expected);
    expect(one.curve.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { loss } of one.curve) expect(loss).toBeGreaterThan(0);
    expect(await train(data, 'two')).toMatchObject(expected);
  });

  test('reaches the same result after a stop, whether its checkpoint is intact, lost or damaged', async () => {
    const data = await of.data();
    const whole = await train(data, 'whole');
    await expect(train(data, 'stopped', stoppedAfter(4))).rejects.toThrow(
      new StoppedError('stopped after step 4 of 6, which is saved'),
    );
    const seen: number[] = [];
    const rest = await train(data, 'stopped', {
      ...noopHooks,
      progress: (event) => {
        if (event.kind === 'step') seen.push(event.done);
      },
    });
    expect(seen).toEqual([5, 6]);
    expect({ ...rest, seconds: 0 }).toEqual({ ...whole, seconds: 0 });

    await expect(train(data, 'lost', stoppedAfter(2))).rejects.toThrow(StoppedError);
    fs.rmSync(path.join(folder(), 'lost'), { recursive: true });
    expect({ ...(await train(data, 'lost')), seconds: 0 }).toEqual({ ...whole, seconds: 0 });

    await expect(train(data, 'damaged', stoppedAfter(2))).rejects.toThrow(StoppedError);
    const [only, ...others] = fs.readdirSync(path.join(folder(), 'damaged'));
    expect(others).toEqual([]);
    fs.writeFileSync(path.join(folder(), 'damaged', only, 'state.json'), 'damaged');
    expect({ ...(await train(data, 'damaged')), seconds: 0 }).toEqual({ ...whole, seconds: 0 });
  });

  test('has a result with the step of its divergence, also after a stop', async () => {
    const data = await of.data(1e30);
    const { divergence, ...result } = await train(data);
    expect(result).toMatchObject({ score: null, loss: null });
    expect(divergence).toMatch(of.divergence);

    const step = Number(/in step (\d)/.exec(String(divergence))?.[1]);
    await expect(train(data, 'stopped', stoppedAfter(step - 1))).rejects.toThrow(StoppedError);
    expect(await train(data, 'stopped')).toMatchObject({ divergence });
  });

  test('throws for other data than the search has', async () => {
    const data = await of.data();
    const other = { ...data, data: { ...data.data, digest: 'another' } };
    await expect(train(other)).rejects.toThrow(EnvironmentError);
    await expect(train(other)).rejects.toThrow(of.otherData);
  });

  test('throws for another number of threads than the process has', async () => {
    const data = await of.data();
    const other = { ...data, threads: threads() + 1 };
    await expect(train(other)).rejects.toThrow(EnvironmentError);
    await expect(train(other)).rejects.toThrow(
      `this job needs ${threads() + 1} threads but the process uses ${threads()}`,
    );
  });

  test('throws for a job of another version', async () => {
    const data = await of.data();
    await expect(train({ ...data, more: 1 })).rejects.toThrow(/more/);
  });
});

/** Requests a stop after a number of steps. */
function stoppedAfter(steps: number): RunHooks {
  let done = 0;
  return {
    progress: (event) => {
      if (event.kind === 'step') done = event.done;
    },
    stopRequested: () => (done >= steps ? 'SIGTERM' : undefined),
  };
}
