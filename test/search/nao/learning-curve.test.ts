import type { Controller, Example } from '../../../controller/controller';
import { InputError } from '../../../src/errors';
import { createRandomStream } from '../../../src/random';
import {
  computeLearningCurve,
  type LearningCurveOptions,
  resolveLearningCurveSizes,
} from '../../../src/search/nao/learning-curve';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import type { Architecture } from '../../../src/space/space';

const space = createNasBench201Space();

/** The share of convolutions 3x3, a score that is easy to know. */
function scoreOf(architecture: Architecture): number {
  return space.toTokens(architecture).filter((token) => token === 3).length / 6;
}

function task(count: number, controller: Controller, augmentSymmetric = false): LearningCurveOptions {
  const random = createRandomStream(3, 'architectures');
  const scored = Array.from({ length: count }, () => space.sample(random)).map((architecture) => ({
    architecture,
    score: scoreOf(architecture),
  }));
  const metric = { name: 'share', direction: 'maximize' } as const;
  return {
    seed: 7,
    space,
    controller,
    settings: { epochs: 2, augmentSymmetric, input: 'full', predictor: 'network', targets: 'scores' },
    metric,
    scored,
  };
}

/** Remembers what it is taught, predicts the score itself, and decodes the first token alone wrongly. */
function memory() {
  const lessons: Example[][] = [];
  let weights = 0;
  const controller: Controller = {
    initialize(seed) {
      weights = seed;
      lessons.push([]);
    },
    trainEpoch(examples) {
      lessons[lessons.length - 1] = [...examples];
      return { loss: 0, predictorLoss: 0, reconstructionLoss: 0 };
    },
    predict: (all) => all.map((tokens) => tokens.filter((token) => token === 3).length),
    reconstruct: (all) => all.map(([first, ...rest]) => [(first + 1) % 5, ...rest]),
    improve: () => [],
    save: () => undefined,
    restore: () => undefined,
    dispose: () => undefined,
  };
  return { controller, lessons, weights: () => weights };
}

const textOf = ({ tokens }: Example): string => tokens.join(' ');

test('a controller of each size learns from parts that grow, never from what it is measured on', () => {
  const { controller, lessons } = memory();
  const points = [...computeLearningCurve(task(60, controller), { sizes: [10, 20, 45], heldOut: 15 }, 2)];
  expect(points.map(({ trainedOn, repeat, heldOut }) => [trainedOn, repeat, heldOut])).toEqual([
    [10, 1, 15],
    [20, 1, 15],
    [45, 1, 15],
    [10, 2, 15],
    [20, 2, 15],
    [45, 2, 15],
  ]);
  expect(lessons.map((lesson) => lesson.length)).toEqual([10, 20, 45, 10, 20, 45]);
  expect(lessons[1].slice(0, 10).map(textOf)).toEqual(lessons[0].map(textOf));
  // Another repeat, another part.
  expect(lessons[3].map(textOf)).not.toEqual(lessons[0].map(textOf));
});

test('the measures are those of the held-out architectures', () => {
  const points = [...computeLearningCurve(task(60, memory().controller), { sizes: [45], heldOut: 15 }, 1)];
  expect(points[0]).toMatchObject({ pairwiseAccuracy: 1, hammingDistance: 1 });
  expect(points[0].kendallTau).toBeCloseTo(1, 12);
});

test('the same seed gives the same lessons, and what a size learns does not hang on the other sizes', () => {
  const [one, other] = [memory(), memory()];
  const first = [...computeLearningCurve(task(40, one.controller), { sizes: [10, 20], heldOut: 10 }, 1)];
  const second = [...computeLearningCurve(task(40, other.controller), { sizes: [20], heldOut: 10 }, 1)];
  expect(second[0]).toEqual(first[1]);
  expect(other.lessons[0].map(textOf)).toEqual(one.lessons[1].map(textOf));
  expect(other.weights()).toBe(one.weights());
});

test.each([
  [600, 50, [100, 200, 300, 400, 500, 550]],
  [1000, 50, [100, 200, 300, 400, 500, 550, 950]],
  [250, 50, [50, 100, 150, 200]],
  [40, 10, [7, 15, 22, 30]],
])('%i scores: %i are held out, and the sizes are %p', (scored, heldOut, sizes) => {
  expect(resolveLearningCurveSizes(scored)).toEqual({ heldOut, sizes });
});

test.each([
  [7, {}, /7 architectures have a score and 1 would be held out/],
  [20, { heldOut: 20 }, /20 architectures have a score and 20 would be held out/],
  [100, { sizes: [50, 80] }, /--sizes has 80, but 100 .* 25 of them are held out: give sizes up to 75/],
])('%i scores and %p are refused', (scored, asked, message) => {
  expect(() => resolveLearningCurveSizes(scored, asked)).toThrow(InputError);
  expect(() => resolveLearningCurveSizes(scored, asked)).toThrow(message);
});
