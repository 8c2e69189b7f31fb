import { resolvePreset } from '../../../src/config/presets/by-name';
import type { DeepPartial } from '../../../src/config/presets/preset';
import type { SearchConfig } from '../../../src/config/schema/search';
import type { TextDataset } from '../../../src/data/text/dataset';
import { InputError } from '../../../src/errors';
import type { Evaluator } from '../../../src/evaluators/evaluator';
import { createSharedTextEvaluator, planSharedText } from '../../../src/evaluators/supernet/text';
import { createRandomStream, randomInteger } from '../../../src/random';
import { createRnnSpace } from '../../../src/space/rnn/space';
import type { Architecture } from '../../../src/space/space';
import { RnnSupernet } from '../../../supernet/rnn';
import { testEvaluator } from '../../conformance/evaluator';
import { temporaryFolder } from '../../support/temp-folder';

const WORDS = 10;
const random = createRandomStream(1, 'text');
const words = (count: number): Int32Array =>
  Int32Array.from({ length: count }, () => randomInteger(random, WORDS));
const text: TextDataset = {
  name: 'made-up',
  vocabulary: Array.from({ length: WORDS }, (_, i) => `word ${i}`),
  train: words(64),
  valid: words(23),
  test: words(5),
  unknown: { train: 0, valid: 0, test: 0 },
};

function config({ rnn, data }: DeepPartial<SearchConfig> = {}): SearchConfig {
  const preset = resolvePreset('tiny', 'rnn');
  return {
    ...preset,
    seed: 9,
    data: { ...preset.data, trainTokens: 0, ...data },
    // 63 tokens that another follows make 3 columns of 21: 5 steps of 4 tokens, and one time step left over.
    rnn: {
      ...preset.rnn,
      batchSize: 3,
      bpttSteps: 4,
      evalBatchSize: 2,
      evalTokens: 0,
      firstEpochs: 3,
      epochsPerRound: 2,
      ...rnn,
    },
  };
}

const space = createRnnSpace(config().space.nodes);
const pool = Array.from({ length: 6 }, () => space.sample(random));
const folder = temporaryFolder();

/** Opens an evaluator, uses and disposes it. */
function withEvaluator<T>(settings: SearchConfig, use: (evaluator: Evaluator) => T, of = text): T {
  const evaluator = createSharedTextEvaluator(settings, of);
  try {
    return use(evaluator);
  } finally {
    evaluator.dispose();
  }
}

describe('the steps of a shared-text evaluator', () => {
  const train = jest.spyOn(RnnSupernet.prototype, 'train');
  const begin = jest.spyOn(RnnSupernet.prototype, 'beginTraining');
  let evaluator: Evaluator;
  let averaging: Evaluator;
  beforeAll(() => {
    evaluator = createSharedTextEvaluator(config(), text);
    averaging = createSharedTextEvaluator(config({ rnn: { optimizer: 'asgd', asgdEpochs: 1.2 } }), text);
  });
  beforeEach(() => {
    train.mockReset().mockReturnValue({ loss: 1, gradientNorm: 2, skipped: false });
    begin.mockClear();
  });
  afterAll(() => {
    train.mockRestore();
    begin.mockRestore();
    evaluator.dispose();
    averaging.dispose();
  });

  /** Runs a step and returns the supernet's arguments: architecture, window, learning rate, averaging, seed, global step. */
  function runStep(by: Evaluator, round: number, step: number, from: readonly Architecture[] = pool) {
    const report = by.train(round, step, from);
    const call = train.mock.lastCall;
    if (!call) throw new Error('the supernet was not called');
    const [architecture, window, learningRate, isAveraging, seed, number] = call;
    return { report, architecture, window, learningRate, isAveraging, seed, number };
  }

  test('a round has epochs of whole windows, more of them in the first round', () => {
    expect(evaluator.stepsPerEpoch).toBe(5);
    expect([0, 1, 2].map((round) => evaluator.trainingSteps(round))).toEqual([15, 10, 10]);
    const short = config({ rnn: { firstEpochs: 0.01, epochsPerRound: 0.5 } });
    const { trainingSteps } = planSharedText(short, text);
    expect([0, 1].map(trainingSteps)).toEqual([1, 3]);
  });

  test('an epoch reads the columns of the text from their beginning, window after window', () => {
    for (const [round, epoch] of [
      [0, 0],
      [0, 2],
      [1, 1],
    ]) {
      for (let index = 0; index < 5; index++) {
        const { window } = runStep(evaluator, round, 5 * epoch + index);
        const positions = [0, 1, 2, 3].flatMap((step) =>
          [0, 21, 42].map((column) => column + 4 * index + step),
        );
        expect([...window.tokens]).toEqual(positions.map((at) => text.train[at]));
        expect([...window.targets]).toEqual(positions.map((at) => text.train[at + 1]));
        expect(Object.keys(window)).toEqual(['tokens', 'targets']);
      }
    }
  });

  test('the hidden state is reset at the beginning of each epoch only', () => {
    const steps = [0, 1].flatMap((round) =>
      Array.from({ length: evaluator.trainingSteps(round) }, (_, step) => [round, step] as const),
    );
    const restarts = steps.filter(([round, step]) => {
      const before = begin.mock.calls.length;
      evaluator.train(round, step, pool);
      return begin.mock.calls.length > before;
    });
    expect(restarts).toEqual([
      [0, 0],
      [0, 5],
      [0, 10],
      [1, 0],
      [1, 5],
    ]);
  });

  test('the learning rate follows half a cosine in every round', () => {
    const { learningRate: start, learningRateEnd: end } = config().rnn;
    for (const [round, steps] of [
      [0, 15],
      [1, 10],
    ]) {
      const rates = Array.from({ length: steps }, (_, step) => runStep(evaluator, round, step).learningRate);
      rates.forEach((rate, step) => {
        expect(rate).toBeCloseTo(end + ((start - end) * (1 + Math.cos((Math.PI * step) / steps))) / 2, 12);
      });
      expect(rates[0]).toBe(start);
    }
    expect(runStep(evaluator, 0, 3).report).toMatchObject({
      loss: 1,
      gradientNorm: 2,
      skipped: false,
      items: 12,
    });
  });

  test('weights are averaged over the last asgdEpochs of each round', () => {
    const averaged = (by: Evaluator, round: number): number[] =>
      Array.from({ length: by.trainingSteps(round) }, (_, step) => step).filter(
        (step) => runStep(by, round, step).isAveraging,
      );
    expect(averaged(averaging, 0)).toEqual([9, 10, 11, 12, 13, 14]);
    expect(averaged(averaging, 1)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  test('each round starts a new average, also if it averages over all of its steps', () => {
    const restart = jest.spyOn(RnnSupernet.prototype, 'beginAveraging');
    const starts = (by: Evaluator, round: number): number[] =>
      Array.from({ length: by.trainingSteps(round) }, (_, step) => step).filter((step) => {
        restart.mockClear();
        runStep(by, round, step);
        return restart.mock.calls.length > 0;
      });
    expect([0, 1, 2].map((round) => starts(averaging, round))).toEqual([[9], [4], [4]]);
    withEvaluator(config({ rnn: { optimizer: 'asgd', asgdEpochs: 2 } }), (whole) => {
      expect([0, 1, 2].map((round) => starts(whole, round))).toEqual([[5], [0], [0]]);
    });
    expect(starts(evaluator, 0)).toEqual([]);
    restart.mockRestore();
  });

  test('global step numbers are unique, so no step repeats the randomness of another', () => {
    const numbers = [0, 1, 2].flatMap((round) =>
      Array.from(
        { length: evaluator.trainingSteps(round) },
        (_, step) => runStep(evaluator, round, step).number,
      ),
    );
    expect(numbers).toEqual(Array.from({ length: 35 }, (_, i) => i));
    expect(train.mock.calls.every((call) => call[4] === 9)).toBe(true);
  });

  test('every architecture of the pool is drawn, by round and step only', () => {
    const drawn = Array.from({ length: 60 }, (_, step) => runStep(evaluator, 0, step).architecture);
    expect(new Set(drawn)).toEqual(new Set(pool));
    const again = [7, 3, 7].map((step) => runStep(averaging, 0, step).architecture);
    expect(again).toEqual([drawn[7], drawn[3], drawn[7]]);
    expect(runStep(evaluator, 0, 8, pool.slice(0, 1)).architecture).toBe(pool[0]);
  });
});

describe('a score from a supernet on a text', () => {
  test('uses the whole validation text except its first token, and repeats', () => {
    withEvaluator(config(), (evaluator) => {
      expect(evaluator).toMatchObject({
        metric: { name: 'shared_valid_perplexity', direction: 'minimize', logScale: true },
        rescoresEachRound: true,
        unit: 'tokens',
      });
      for (let step = 0; step < 3; step++) evaluator.train(0, step, pool);
      const evaluate = jest.spyOn(RnnSupernet.prototype, 'evaluate');
      const scores = pool.map((architecture) => evaluator.score(architecture));
      const reversed = [...pool].reverse().map((architecture) => evaluator.score(architecture));
      expect(reversed.reverse()).toEqual(scores);
      for (const [, windows] of evaluate.mock.calls) {
        const targets = windows.flatMap(({ targets, weight }) =>
          [...targets].filter((_, i) => weight[i] === 1),
        );
        expect(targets.sort()).toEqual([...text.valid.slice(1)].sort());
      }
      evaluate.mockRestore();
      for (const { value, loss = NaN, itemsScored } of scores) {
        expect(itemsScored).toBe(22);
        expect(value).toBe(Math.exp(loss));
        expect(value).toBeGreaterThan(1);
      }
      expect(new Set(scores.map(({ value }) => value)).size).toBeGreaterThan(1);
    });
  });

  test('is about the vocabulary size before training, and uses evalTokens tokens', () => {
    withEvaluator(config({ rnn: { evalTokens: 9 } }), (evaluator) => {
      const { value, itemsScored } = evaluator.score(pool[0]);
      expect(itemsScored).toBe(8);
      expect(value).toBeGreaterThan(WORDS * 0.9);
      expect(value).toBeLessThan(WORDS * 1.1);
    });
  });

  test('scoring and training keep separate hidden states', () => {
    const losses = (scoredBetween: boolean): number[] =>
      withEvaluator(config(), (evaluator) =>
        [0, 1, 2].map((step) => {
          const { loss } = evaluator.train(0, step, pool);
          if (scoredBetween) evaluator.score(pool[step]);
          return loss;
        }),
      );
    expect(losses(true)).toEqual(losses(false));
  });

  test('is infinite if the perplexity overflows, and NaN if the loss is', () => {
    withEvaluator(config(), (evaluator) => {
      const evaluate = jest.spyOn(RnnSupernet.prototype, 'evaluate');
      evaluate.mockReturnValueOnce(1000).mockReturnValueOnce(NaN);
      expect(evaluator.score(pool[0])).toEqual({ value: Infinity, loss: 1000, itemsScored: 22 });
      expect(evaluator.score(pool[0]).value).toBeNaN();
      evaluate.mockRestore();
    });
  });
});

test('an evaluator restored within an epoch continues as if uninterrupted, hidden state included', () => {
  const prefix = `${folder()}/weights`;
  const steps = (evaluator: Evaluator): number[] =>
    [7, 8, 9].map((step) => evaluator.train(0, step, pool).loss);
  const whole = withEvaluator(config(), (evaluator) => {
    for (let step = 0; step < 7; step++) evaluator.train(0, step, pool);
    evaluator.save(prefix);
    return steps(evaluator);
  });
  withEvaluator(config(), (evaluator) => {
    evaluator.restore(prefix);
    expect(steps(evaluator)).toEqual(whole);
    evaluator.restore(prefix);
    const begin = jest.spyOn(RnnSupernet.prototype, 'beginTraining');
    expect(steps(evaluator)).toEqual(whole);
    expect(begin).not.toHaveBeenCalled();
    begin.mockRestore();
  });
});

describe('the text of a shared-text evaluator', () => {
  test('dataDigest covers vocabulary, training part and validation part', () => {
    const digestOf = (of: TextDataset): string => withEvaluator(config(), ({ dataDigest }) => dataDigest, of);
    const changed = (tokens: Int32Array): Int32Array =>
      tokens.map((token, i) => (i === tokens.length - 1 ? (token + 1) % WORDS : token));
    const digests = [
      text,
      { ...text, vocabulary: [...text.vocabulary].reverse() },
      { ...text, train: changed(text.train) },
      { ...text, valid: changed(text.valid) },
    ].map(digestOf);
    expect(new Set(digests).size).toBe(4);
    // The test part is not used.
    expect(digestOf({ ...text, test: changed(text.test), name: 'renamed' })).toBe(digests[0]);
  });

  test('is cut to trainTokens and evalTokens', () => {
    const cut = config({ data: { trainTokens: 26 }, rnn: { evalTokens: 9 } });
    const { train, valid, stepsPerEpoch } = planSharedText(cut, text);
    expect(train).toEqual(text.train.slice(0, 26));
    expect(valid).toEqual(text.valid.slice(0, 9));
    expect(stepsPerEpoch).toBe(2);
  });

  test.each([
    [
      'train',
      { rnn: { batchSize: 16 } },
      'the train part of made-up has 64 tokens, but 16 sequences of 4 steps need 65',
    ],
    [
      'train',
      { data: { trainTokens: 12 } },
      'the train part of made-up has 12 tokens, but 3 sequences of 4 steps need 13',
    ],
    [
      'valid',
      { rnn: { evalBatchSize: 23 } },
      'the valid part of made-up has 23 tokens, but 23 sequences of 1 step need 24',
    ],
  ])('throws InputError if the %s part is too short', (_, changes, message) => {
    const work = () => planSharedText(config(changes), text);
    expect(work).toThrow(InputError);
    expect(work).toThrow(message);
  });
});

testEvaluator('a supernet on a text', {
  space,
  pool,
  open: () => createSharedTextEvaluator(config(), text),
  plan: () => planSharedText(config(), text),
  // A step of this size leaves no finite loss.
  openFailing: () => createSharedTextEvaluator(config({ rnn: { learningRate: 1e38, clipNorm: 0 } }), text),
});
