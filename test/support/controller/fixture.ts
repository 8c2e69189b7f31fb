import type { Controller, ControllerSettings, Example } from '../../../controller/controller';
import { createController } from '../../../controller/nao-controller';
import { createRandomStream, randomInteger } from '../../../src/random';
import type { Architecture, Space } from '../../../src/space/space';

/** Settings of a controller that trains in a second. */
export const SMALL: ControllerSettings = {
  embeddingSize: 8,
  hiddenSize: 24,
  predictorLayers: [],
  predictorLoss: 'squared-error',
  lambda: 0.5,
  learningRate: 0.01,
  epochs: 1,
  batchSize: 5,
  clipNorm: 5,
  augmentSymmetric: false,
  input: 'full',
  predictor: 'network',
  targets: 'scores',
  pseudoLabels: 0,
  validationFraction: 0,
  evaluateEveryEpochs: 1,
};

/**
 * A space of eight tokens whose validity depends on the previous token: a staircase of five steps on which each token goes
 * one or two steps up, from the top around to the bottom. It starts on one of the lower three.
 */
export const staircase: Space = {
  name: 'staircase',
  length: 8,
  vocabulary: 5,
  size: 3n * 2n ** 7n,
  validTokens(position, previous) {
    if ((position === 0) !== (previous === undefined))
      throw new RangeError('the first token, and only the first, has no previous token');
    return previous === undefined ? [0, 1, 2] : [(previous + 1) % 5, (previous + 2) % 5];
  },
  toTokens: (architecture) => [...architecture],
  fromTokens: (tokens) => tokens,
  sample(random) {
    const tokens: number[] = [];
    for (let position = 0; position < 8; position++) {
      const valid = staircase.validTokens(position, tokens.at(-1));
      tokens.push(valid[randomInteger(random, valid.length)]);
    }
    return tokens;
  },
  parse: (text) => text.split(' ').map(Number),
  format: (architecture) => architecture.join(' '),
  canonical: (architecture) => architecture.join(' '),
  symmetries: () => [],
  draw: () => [],
};

/** Creates examples with different architectures. Their target is the share of steps that go two up. */
export function staircaseExamples(count: number, seed = 1): Example[] {
  const random = createRandomStream(seed, 'staircase');
  const architectures = new Map<string, Architecture>();
  while (architectures.size < count) {
    const architecture = staircase.sample(random);
    architectures.set(staircase.format(architecture), architecture);
  }
  return [...architectures.values()].map((tokens) => ({
    tokens,
    target: tokens.filter((token, i) => i > 0 && (token - tokens[i - 1] + 5) % 5 === 2).length / 7,
  }));
}

/** Returns true if each token is valid after the previous one. */
export function isValid(space: Space, tokens: readonly number[]): boolean {
  return (
    tokens.length === space.length &&
    tokens.every((token, i) => space.validTokens(i, i === 0 ? undefined : tokens[i - 1]).includes(token))
  );
}

/** Creates and initializes a controller, and disposes of it after `use`. */
export function withController<T>(
  space: Space,
  settings: ControllerSettings,
  use: (controller: Controller) => T,
): T {
  const controller = createController(space, settings);
  try {
    controller.initialize(1);
    return use(controller);
  } finally {
    controller.dispose();
  }
}

/** Trains for `epochs` and returns the metrics of the last epoch. */
export function train(controller: Controller, examples: readonly Example[], epochs: number, first = 0) {
  let last = controller.trainEpoch(examples, 1, first);
  for (let epoch = first + 1; epoch < first + epochs; epoch++)
    last = controller.trainEpoch(examples, 1, epoch);
  return last;
}
