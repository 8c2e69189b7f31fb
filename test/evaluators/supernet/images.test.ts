import { resolvePreset } from '../../../src/config/presets/by-name';
import type { DeepPartial } from '../../../src/config/presets/preset';
import type { SearchConfig } from '../../../src/config/schema/search';
import type { ImageDataset } from '../../../src/data/images/dataset';
import { splitDataset } from '../../../src/data/images/split';
import { InputError } from '../../../src/errors';
import type { Evaluator } from '../../../src/evaluators/evaluator';
import { createSharedImagesEvaluator } from '../../../src/evaluators/supernet/images';
import { planSharedImages } from '../../../src/evaluators/supernet/images-plan';
import { Session } from '../../../src/graph/session';
import { createRandomStream, randomInteger } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import type { Architecture } from '../../../src/space/space';
import { CnnSupernet } from '../../../supernet/cnn';
import { testEvaluator } from '../../conformance/evaluator';

const IMAGES = 50;
const SIDE = 8;
const CLASSES = 5;
const random = createRandomStream(1, 'images');
const dataset: ImageDataset = {
  name: 'made-up',
  height: SIDE,
  width: SIDE,
  channels: 1,
  classNames: Array.from({ length: CLASSES }, (_, i) => `class ${i}`),
  train: {
    pixels: Uint8Array.from({ length: IMAGES * SIDE * SIDE }, () => randomInteger(random, 256)),
    labels: Int32Array.from({ length: IMAGES }, () => randomInteger(random, CLASSES)),
  },
  test: { pixels: new Uint8Array(0), labels: new Int32Array(0) },
};

function config({ supernet, data }: DeepPartial<SearchConfig> = {}): SearchConfig {
  const preset = resolvePreset('tiny');
  return {
    ...preset,
    seed: 9,
    data: { ...preset.data, validImages: 14, trainImages: 0, ...data },
    // 36 images to train on are 7 batches of 5, and one image left over.
    supernet: {
      ...preset.supernet,
      batchSize: 5,
      evalBatchSize: 4,
      firstEpochs: 3,
      epochsPerRound: 2,
      ...supernet,
    },
  };
}

const space = createCnnSpace(config().space.nodes);
const pool = Array.from({ length: 6 }, () => space.sample(random));

/** Cells of one node: small supernets are built faster. */
const small = { ...config(), space: { ...config().space, nodes: 1 } };
const smallSpace = createCnnSpace(1);
const smallPool = Array.from({ length: 3 }, () => smallSpace.sample(random));

/** Changes the settings of a small supernet. */
function withCell(supernet: DeepPartial<SearchConfig['supernet']>): SearchConfig {
  return { ...small, supernet: { ...small.supernet, ...supernet } };
}

/** Maps images on the device (training images first, then held-out ones) to images of the data set. */
function imagesAt(indices: Int32Array): Int32Array {
  const { train, valid } = splitDataset(dataset, 14, 0, 9);
  return indices.map((index) => (index < train.length ? train[index] : valid[index - train.length]));
}

/** Opens an evaluator, uses and disposes it. */
function withEvaluator<T>(settings: SearchConfig, use: (evaluator: Evaluator) => T): T {
  const evaluator = createSharedImagesEvaluator(settings, dataset);
  try {
    return use(evaluator);
  } finally {
    evaluator.dispose();
  }
}

describe('the steps of a shared-images evaluator', () => {
  const train = jest.spyOn(CnnSupernet.prototype, 'train');
  let evaluator: Evaluator;
  let another: Evaluator;
  beforeAll(() => {
    evaluator = createSharedImagesEvaluator(config(), dataset);
    another = createSharedImagesEvaluator(config(), dataset);
  });
  beforeEach(() => train.mockReset().mockReturnValue({ loss: 1, accuracy: 0.5, gradientNorm: 2 }));
  afterAll(() => {
    train.mockRestore();
    evaluator.dispose();
    another.dispose();
  });

  /** Runs a step and returns the supernet's arguments: architecture, batch, learning rate, seed, global step. */
  function runStep(by: Evaluator, round: number, step: number, from: readonly Architecture[] = pool) {
    const report = by.train(round, step, from);
    const call = train.mock.lastCall;
    if (!call) throw new Error('the supernet was not called');
    const [architecture, batch, learningRate, seed, number] = call;
    return { report, architecture, batch, learningRate, seed, number };
  }

  test('each round starts a new average, also if it averages over all of its steps', () => {
    const restart = jest.spyOn(CnnSupernet.prototype, 'beginAveraging');
    const starts = (by: Evaluator, round: number): number[] =>
      Array.from({ length: by.trainingSteps(round) }, (_, step) => step).filter((step) => {
        restart.mockClear();
        runStep(by, round, step);
        return restart.mock.calls.length > 0;
      });
    withEvaluator(config({ supernet: { averageEpochs: 2 } }), (whole) => {
      expect([0, 1, 2].map((round) => starts(whole, round))).toEqual([[7], [0], [0]]);
    });
    expect(starts(evaluator, 0)).toEqual([]);
    restart.mockRestore();
  });

  test('a round has whole epochs, more of them in the first round', () => {
    expect(evaluator.stepsPerEpoch).toBe(7);
    expect([0, 1, 2].map((round) => evaluator.trainingSteps(round))).toEqual([21, 14, 14]);
    withEvaluator(config({ supernet: { firstEpochs: 0.01 } }), (short) => {
      expect(short.trainingSteps(0)).toBe(1);
    });
  });

  test('the learning rate follows half a cosine in every round', () => {
    const { learningRate: start, learningRateEnd: end } = config().supernet;
    for (const [round, steps] of [
      [0, 21],
      [1, 14],
    ]) {
      const rates = Array.from({ length: steps }, (_, step) => runStep(evaluator, round, step).learningRate);
      rates.forEach((rate, step) => {
        expect(rate).toBeCloseTo(end + ((start - end) * (1 + Math.cos((Math.PI * step) / steps))) / 2, 12);
      });
      expect(rates[0]).toBe(start);
      expect([...rates].sort((a, b) => b - a)).toEqual(rates);
      expect(rates.at(-1)).toBeGreaterThan(end);
    }
    expect(runStep(evaluator, 0, 3).report).toMatchObject({
      loss: 1,
      accuracy: 0.5,
      gradientNorm: 2,
      items: 5,
    });
  });

  test('an epoch uses each image at most once, in its own order, with its label', () => {
    const epochs = [
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
    ].map(([round, epoch]) =>
      Array.from({ length: 7 }, (_, step) => runStep(evaluator, round, 7 * epoch + step).batch).flatMap(
        ({ indices, labels }) => {
          expect(indices).toHaveLength(5);
          expect(labels).toEqual(imagesAt(indices).map((image) => dataset.train.labels[image]));
          return [...imagesAt(indices)];
        },
      ),
    );
    const { train: trainImages } = splitDataset(dataset, 14, 0, 9);
    for (const order of epochs) {
      expect(new Set(order).size).toBe(35);
      expect(order.every((image) => trainImages.includes(image))).toBe(true);
    }
    expect(new Set(epochs.map((order) => order.join())).size).toBe(4);
  });

  test('a step only depends on round, step and pool, not on earlier steps', () => {
    const steps = [
      [0, 0],
      [0, 8],
      [1, 3],
      [2, 13],
    ] as const;
    const expected = steps.map(([round, step]) => runStep(evaluator, round, step));
    const reversed = [...steps].reverse().map(([round, step]) => runStep(another, round, step));
    expect(reversed.reverse()).toEqual(expected);
    const other = runStep(another, 0, 8, pool.slice(0, 1));
    expect(other).toEqual({ ...expected[1], architecture: pool[0] });
  });

  test('global step numbers are unique, so no step repeats the randomness of another', () => {
    const numbers = [0, 1, 2].flatMap((round) =>
      Array.from(
        { length: evaluator.trainingSteps(round) },
        (_, step) => runStep(evaluator, round, step).number,
      ),
    );
    expect(numbers).toEqual(Array.from({ length: 49 }, (_, i) => i));
    expect(train.mock.calls.every((call) => call[3] === 9)).toBe(true);
  });

  test('every architecture of the pool is drawn', () => {
    const drawn = Array.from({ length: 60 }, (_, step) => runStep(evaluator, 0, step).architecture);
    expect(new Set(drawn)).toEqual(new Set(pool));
  });
});

test('createSharedImagesEvaluator loads only used images onto the device', () => {
  const run = jest.spyOn(Session.prototype, 'run');
  withEvaluator(config({ data: { trainImages: 20 } }), () => {
    const load = run.mock.calls.find(([signature]) => signature === 'load');
    const words = load?.[1]?.words;
    if (!(words instanceof Int32Array)) throw new Error('nothing was loaded');
    const { train, valid } = splitDataset(dataset, 14, 20, 9);
    const wanted = [...train, ...valid].flatMap((image) => [
      ...dataset.train.pixels.subarray(image * SIDE * SIDE, (image + 1) * SIDE * SIDE),
    ]);
    expect([...new Uint8Array(words.buffer, words.byteOffset, words.byteLength)]).toEqual(wanted);
  });
  run.mockRestore();
});

describe('a score from a supernet on images', () => {
  test('uses all validation images, or evalImages of them, and repeats', () => {
    withEvaluator(config(), (evaluator) => {
      expect(evaluator).toMatchObject({
        metric: { name: 'shared_valid_accuracy', direction: 'maximize' },
        rescoresEachRound: true,
      });
      evaluator.train(0, 0, pool);
      const evaluate = jest.spyOn(CnnSupernet.prototype, 'evaluate');
      const scores = pool.map((architecture) => evaluator.score(architecture));
      expect(pool.map((architecture) => evaluator.score(architecture))).toEqual(scores);
      const { valid } = splitDataset(dataset, 14, 0, 9);
      const labels = valid.map((image) => dataset.train.labels[image]);
      for (const [, batch] of evaluate.mock.calls) {
        expect(imagesAt(batch.indices)).toEqual(valid);
        expect(batch.labels).toEqual(labels);
      }
      evaluate.mockRestore();
      for (const { value, itemsScored } of scores) {
        expect(itemsScored).toBe(14);
        // A fraction of 14 images.
        expect(value * 14).toBeCloseTo(Math.round(value * 14), 9);
      }
    });
    withEvaluator(config({ supernet: { evalImages: 6 } }), (evaluator) => {
      expect(evaluator.score(pool[0]).itemsScored).toBe(6);
    });
  });

  test('is NaN if the loss is not finite', () => {
    withEvaluator(config(), (evaluator) => {
      const evaluate = jest.spyOn(CnnSupernet.prototype, 'evaluate');
      for (const loss of [NaN, Infinity]) {
        evaluate.mockReturnValueOnce({ loss, accuracy: 0.2 });
        expect(evaluator.score(pool[0]).value).toBeNaN();
      }
      evaluate.mockRestore();
    });
  });
});

describe('before a score, a supernet on images', () => {
  const { train, valid } = splitDataset(dataset, 14, 0, 9);

  test('takes batch-norm statistics of the same training images for all architectures', () => {
    const evaluate = jest.spyOn(CnnSupernet.prototype, 'evaluate');
    withEvaluator(withCell({ statisticsBatches: 2 }), (evaluator) => {
      smallPool.forEach((architecture) => evaluator.score(architecture));
    });
    expect(evaluate).toHaveBeenCalledTimes(3);
    for (const [, batch, statisticsBatches] of evaluate.mock.calls) {
      expect(imagesAt(batch.indices)).toEqual(valid);
      expect(statisticsBatches?.map(imagesAt)).toEqual([train.slice(0, 4), train.slice(4, 8)]);
    }
    evaluate.mockRestore();
  });

  test('trains each architecture on the same batches, and scores what that gives', () => {
    const fineTune = jest.spyOn(CnnSupernet.prototype, 'withFineTuning');
    const losses = [0, 3].map((fineTuneSteps) =>
      withEvaluator(withCell({ fineTuneSteps, fineTuneLearningRate: 0.1 }), (evaluator) =>
        smallPool.map((architecture) => evaluator.score(architecture).loss),
      ),
    );
    losses[0].forEach((loss, i) => expect(losses[1][i]).not.toBe(loss));
    const calls = fineTune.mock.calls.map(([architecture, steps, seed]) => ({ architecture, steps, seed }));
    expect(calls.map(({ architecture }) => architecture)).toEqual(smallPool);
    for (const { steps, seed } of calls) {
      expect({ steps, seed }).toEqual({ steps: calls[0].steps, seed: calls[0].seed });
      for (const { batch } of steps) {
        expect(imagesAt(batch.indices).every((image) => train.includes(image))).toBe(true);
        expect(batch.labels).toEqual(imagesAt(batch.indices).map((image) => dataset.train.labels[image]));
      }
    }
    fineTune.mockRestore();
  });
});

describe('createSharedImagesEvaluator throws, with the setting, for', () => {
  const refused = (changes: DeepPartial<SearchConfig>) => () =>
    createSharedImagesEvaluator(config(changes), dataset);

  test('fewer training images than a batch has', () => {
    expect(refused({ supernet: { batchSize: 37 } })).toThrow(InputError);
    expect(refused({ supernet: { batchSize: 37 } })).toThrow(
      'supernet.batchSize is 37, but made-up leaves 36 training images: use at most as many',
    );
    expect(refused({ data: { trainImages: 4 } })).toThrow(
      /^supernet\.batchSize is 5, .* leaves 4 training images/,
    );
  });

  test('more scored images than held-out ones', () => {
    expect(refused({ supernet: { evalImages: 15 } })).toThrow(InputError);
    expect(refused({ supernet: { evalImages: 15 } })).toThrow(
      'supernet.evalImages is 15, but data.validImages holds out 14: use at most as many, or 0 for all',
    );
  });

  test('more images for statistics than there are to train on', () => {
    expect(refused({ supernet: { statisticsBatches: 10 } })).toThrow(InputError);
    expect(refused({ supernet: { statisticsBatches: 10 } })).toThrow(
      'supernet.statisticsBatches is 10, but made-up leaves 36 training images, 9 batches of supernet.evalBatchSize (4): use at most as many',
    );
  });

  test('more held-out images than the data set has', () => {
    expect(refused({ data: { validImages: 50 } })).toThrow(/^data\.validImages is 50/);
  });
});

/** A step of this size leaves no finite weight. */
const DIVERGING = { learningRate: 1e38, clipNorm: 0 };

describe.each([
  ['a supernet on images', {}],
  [
    'a supernet on images with statistics and fine-tuning',
    { statisticsBatches: 2, fineTuneSteps: 2, averageEpochs: 1 },
  ],
])('%s', (title, supernet) => {
  testEvaluator(title, {
    space: smallSpace,
    pool: smallPool,
    open: () => createSharedImagesEvaluator(withCell(supernet), dataset),
    plan: () => planSharedImages(withCell(supernet), dataset),
    openFailing: () => createSharedImagesEvaluator(withCell({ ...supernet, ...DIVERGING }), dataset),
  });
});
