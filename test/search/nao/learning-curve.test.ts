import type { Controller, Example } from '../../../controller/controller';
import { InputError } from '../../../src/errors';
import { createRandomStream } from '../../../src/random';
import {
  computeLearningCurve,
  type LearningCurveInput,
  resolveLearningCurveSizes,
} from '../../../src/search/nao/learning-curve';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import type { Architecture } from '../../../src/space/space';

const space = createNasBench201Space();

/** Returns the share of 3x3 convolutions as score. */
function computeScore(architecture: Architecture): number {
  return space.toTokens(architecture).filter((token) => token === 3).length / 6;
}

function createCurveOptions(
  count: number,
  controller: Controller,
  augmentSymmetric = false,
): LearningCurveInput {
  const random = createRandomStream(3, 'architectures');
  const scored = Array.from({ length: count }, () => space.sample(random)).map((architecture) => ({
    architecture,
    score: computeScore(architecture),
  }));
  const metric = { name: 'share', direction: 'maximize' } as const;
  return {
    seed: 7,
    space,
    controller,
    settings: {
      epochs: 2,
      augmentSymmetric,
      input: 'full',
      predictor: 'network',
      predictorLoss: 'squared-error',
      targets: 'scores',
      pseudoLabels: 0,
    },
    metric,
    scored,
  };
}

/**
 * Creates a controller that records its examples, predicts the exact order and decodes only the first token
 * wrongly.
 */
function createRecordingController() {
  const trainings: Example[][] = [];
  let weights = 0;
  const controller: Controller = {
    initialize(seed) {
      weights = seed;
      trainings.push([]);
    },
    trainEpoch(examples) {
      trainings[trainings.length - 1] = [...examples];
      return { loss: 0, predictorLoss: 0, reconstructionLoss: 0 };
    },
    predict: (all) => all.map((tokens) => tokens.filter((token) => token === 3).length),
    reconstruct: (all) => all.map(([first, ...rest]) => [(first + 1) % 5, ...rest]),
    improve: () => [],
    save: () => undefined,
    restore: () => undefined,
    dispose: () => undefined,
  };
  return { controller, trainings, weights: () => weights };
}

const format = ({ tokens }: Example): string => tokens.join(' ');

test('computeLearningCurve trains on nested subsets that are disjoint from the held-out set', () => {
  const { controller, trainings } = createRecordingController();
  const points = [
    ...computeLearningCurve(createCurveOptions(60, controller), { sizes: [10, 20, 45], heldOut: 15 }, 2),
  ];
  expect(points.map(({ trainedOn, repeat, heldOut }) => [trainedOn, repeat, heldOut])).toEqual([
    [10, 1, 15],
    [20, 1, 15],
    [45, 1, 15],
    [10, 2, 15],
    [20, 2, 15],
    [45, 2, 15],
  ]);
  expect(trainings.map((training) => training.length)).toEqual([10, 20, 45, 10, 20, 45]);
  expect(trainings[1].slice(0, 10).map(format)).toEqual(trainings[0].map(format));
  // The next repeat has another subset.
  expect(trainings[3].map(format)).not.toEqual(trainings[0].map(format));
});

test('computeLearningCurve evaluates on the held-out architectures', () => {
  const points = [
    ...computeLearningCurve(
      createCurveOptions(60, createRecordingController().controller),
      { sizes: [45], heldOut: 15 },
      1,
    ),
  ];
  expect(points[0]).toMatchObject({ pairwiseAccuracy: 1, hammingDistance: 1 });
  expect(points[0].kendallTau).toBeCloseTo(1, 12);
});

test('computeLearningCurve is reproducible, and a size does not depend on the other sizes', () => {
  const [one, other] = [createRecordingController(), createRecordingController()];
  const first = [
    ...computeLearningCurve(createCurveOptions(40, one.controller), { sizes: [10, 20], heldOut: 10 }, 1),
  ];
  const second = [
    ...computeLearningCurve(createCurveOptions(40, other.controller), { sizes: [20], heldOut: 10 }, 1),
  ];
  expect(second[0]).toEqual(first[1]);
  expect(other.trainings[0].map(format)).toEqual(one.trainings[1].map(format));
  expect(other.weights()).toBe(one.weights());
});

test.each([
  [600, 50, [100, 200, 300, 400, 500, 550]],
  [1000, 50, [100, 200, 300, 400, 500, 550, 950]],
  [250, 50, [50, 100, 150, 200]],
  [40, 10, [7, 15, 22, 30]],
])(
  'resolveLearningCurveSizes holds out of %i scores %i and chooses the sizes %p',
  (scored, heldOut, sizes) => {
    expect(resolveLearningCurveSizes(scored)).toEqual({ heldOut, sizes });
  },
);

test.each([
  [7, {}, /7 architectures have a score and 1 would be held out/],
  [20, { heldOut: 20 }, /20 architectures have a score and 20 would be held out/],
  [100, { sizes: [50, 80] }, /--sizes has 80, but 100 .* 25 of them are held out: use sizes up to 75/],
])('resolveLearningCurveSizes rejects %i scores with %p', (scored, requested, message) => {
  expect(() => resolveLearningCurveSizes(scored, requested)).toThrow(InputError);
  expect(() => resolveLearningCurveSizes(scored, requested)).toThrow(message);
});
