import path from 'node:path';
import { type ChildText, RnnChildTraining } from '../../../src/child/rnn/training';
import type { RnnChildSettings } from '../../../src/config/schema/rnn-child';
import { InputError } from '../../../src/errors';
import { createRandomStream, randomInteger } from '../../../src/random';
import { toRnnCell } from '../../../src/space/rnn/cells';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();

const SETTINGS: RnnChildSettings = {
  hiddenSize: 8,
  output: 'loose-ends',
  batchSize: 4,
  bpttSteps: 5,
  precision: 'float32',
  epochs: 3,
  learningRate: 2,
  learningRateDecay: 0.5,
  decayFromEpoch: 2,
  asgdStartEpoch: 3,
  weightDecay: 1e-6,
  clipNorm: 1,
  embeddingKeep: 0.9,
  hiddenKeep: 0.9,
  nodeKeep: 0.9,
  outputKeep: 0.9,
  activationRegularization: 0.1,
  temporalActivationRegularization: 0.1,
  evalBatchSize: 2,
};
const CELL = toRnnCell([0, 0, 1, 1, 3, 0, 2]);

/** Words in a fixed cyclic order, except one in ten: the next word can be learned. */
function words(count: number, seed: number): Int32Array {
  const random = createRandomStream(seed, 'words');
  let word = 0;
  return Int32Array.from({ length: count }, () => {
    word = random() < 0.1 ? randomInteger(random, 7) : (word + 1) % 7;
    return word;
  });
}

const TEXT: ChildText = {
  name: 'circle',
  vocabulary: 7,
  train: words(4 * 5 * 6 + 1, 1),
  valid: words(41, 2),
};

function withTraining<T>(settings: Partial<RnnChildSettings>, use: (training: RnnChildTraining) => T): T {
  const training = new RnnChildTraining({ ...SETTINGS, ...settings }, CELL, TEXT, 3);
  try {
    return use(training);
  } finally {
    training.dispose();
  }
}

test('training reaches a perplexity far below chance', () => {
  withTraining({ epochs: 25, asgdStartEpoch: 21, decayFromEpoch: 26 }, (training) => {
    const before = training.validate();
    expect(before.perplexity).toBeCloseTo(Math.exp(before.loss), 12);
    expect(Math.abs(before.perplexity - 7)).toBeLessThan(1);
    for (let step = 0; step < training.steps; step++) training.train(step);
    expect(training.validate().perplexity).toBeLessThan(4);
  });
});

test('schedule decays the learning rate and starts averaging at the configured epochs', () => {
  withTraining({ epochs: 4 }, (training) => {
    expect([training.stepsPerEpoch, training.steps, training.validationCount]).toEqual([6, 24, 40]);
    const schedule = [0, 5, 6, 11, 12, 18].map((step) => training.schedule(step));
    expect(schedule.map(({ learningRate }) => learningRate)).toEqual([2, 2, 1, 1, 0.5, 0.25]);
    expect(schedule.map(({ averaging }) => averaging)).toEqual([false, false, false, false, true, true]);
  });
  withTraining({ asgdStartEpoch: 0 }, (training) => {
    expect(training.spec.averageWeights).toBe(false);
    expect(training.schedule(17).averaging).toBe(false);
  });
});

test('a restored training continues within an epoch, bit for bit', () => {
  const steps = (training: RnnChildTraining, from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => training.train(from + i).loss);
  const prefix = path.join(folder(), 'weights');
  const wanted = withTraining({}, (training) => {
    steps(training, 0, 14);
    training.save(prefix);
    return { losses: steps(training, 14, 18), score: training.validate() };
  });
  withTraining({}, (training) => {
    training.restore(prefix);
    expect({ losses: steps(training, 14, 18), score: training.validate() }).toEqual(wanted);
  });
});

test('each epoch reads the text from the start, with a hidden state of zero', () => {
  withTraining(
    { embeddingKeep: 1, hiddenKeep: 1, nodeKeep: 1, outputKeep: 1, learningRate: 1e-30, weightDecay: 0 },
    (training) => {
      const losses = Array.from({ length: 12 }, (_, step) => training.train(step).loss);
      expect(losses.slice(6)).toEqual(losses.slice(0, 6));
    },
  );
});

test('RnnChildTraining throws on a text that is too short, with the tokens found and required', () => {
  const train = TEXT.train.slice(0, 20);
  expect(() => new RnnChildTraining(SETTINGS, CELL, { ...TEXT, train }, 3)).toThrow(
    new InputError(
      'the train part of circle has 20 tokens, but 4 sequences of 5 steps need 21: use fewer sequences (batch) or steps, or a longer text',
    ),
  );
});
