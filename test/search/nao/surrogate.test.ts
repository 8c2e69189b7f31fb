import { createRandomStream } from '../../../src/random';
import { createSurrogate } from '../../../src/search/nao/surrogate';
import { createCnn11Space } from '../../../src/space/cnn/factored-space';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { createRnnSpace } from '../../../src/space/rnn/space';
import type { Space } from '../../../src/space/space';
import { kendallTau } from '../../../src/statistics/rank-correlation';
import { digitSpace } from '../../support/search/digits';
import { fakeController, settings } from '../../support/search/fakes';

const space = digitSpace(4, 9);
const observations = [
  { architecture: [1, 1, 1, 1], target: 10 },
  { architecture: [2, 2, 2, 2], target: 30 },
  { architecture: [8, 8, 8, 8], target: 20 },
];

/** Creates the surrogate on a controller that predicts `predict`. */
function create(
  predictorLoss: 'squared-error' | 'pairwise',
  predict: (tokens: readonly number[]) => number,
): ReturnType<typeof createSurrogate> {
  const controller = {
    ...fakeController(space),
    predict: (all: readonly (readonly number[])[]) => all.map(predict),
  };
  const config = settings({ controller: { predictorLoss } });
  return createSurrogate({ config, controller, space }, { observations });
}

test('a network with squared error predicts the targets themselves', () => {
  expect(create('squared-error', ([first]) => 5 * first).predict([[3, 0, 0, 0]])).toEqual([15]);
});

test('predictions of a network with pairwise loss have the mean and standard deviation of the targets', () => {
  const surrogate = create('pairwise', ([first]) => [0, -4, 0, 0, 0, 0, 2, 0, 5][first]);
  // Predictions -4, 0 and 5 of the observations; targets 10, 30 and 20.
  const predicted = surrogate.predict(observations.map(({ architecture }) => architecture));
  const mean = predicted.reduce((sum, value) => sum + value, 0) / 3;
  expect(mean).toBeCloseTo(20, 9);
  expect(predicted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3).toBeCloseTo(200 / 3, 9);
  // The order is the network's.
  expect(predicted[0]).toBeLessThan(predicted[1]);
  expect(predicted[1]).toBeLessThan(predicted[2]);
  const [between] = surrogate.predict([[6, 0, 0, 0]]);
  expect(between).toBeGreaterThan(predicted[1]);
  expect(between).toBeLessThan(predicted[2]);
});

test('equal predictions of a network with pairwise loss are the mean target', () => {
  expect(create('pairwise', () => 7).predict([[1, 2, 3, 4]])).toEqual([20]);
});

/** Counts the arrows into the outputs of the drawn cells: one-hot tokens hardly show the loose ends. */
function countLooseEnds(each: Space, architecture: readonly number[]): number {
  const dots = each.draw(architecture).map(({ dot }) => dot);
  return dots.join().split(/-> (?:average|output)\b/).length - 1;
}

test.each([
  ['cnn', createCnnSpace(5)],
  ['cnn11', createCnn11Space(5)],
  ['rnn', createRnnSpace(12)],
])('a Gaussian process learns the number of loose ends in space %s', (_, each) => {
  const random = createRandomStream(1, 'surrogate');
  const drawn = Array.from({ length: 160 }, () => each.sample(random)).map((architecture) => ({
    architecture,
    target: countLooseEnds(each, architecture),
  }));
  const config = settings({ controller: { predictor: 'gp' } });
  const surrogate = createSurrogate(
    { config, controller: fakeController(each), space: each },
    { observations: drawn.slice(0, 80) },
  );
  const unseen = drawn.slice(80);
  const { value } = kendallTau(
    surrogate.predict(unseen.map(({ architecture }) => architecture)),
    unseen.map(({ target }) => target),
  );
  expect(value).toBeGreaterThan(0.6);
  expect(surrogate.std(unseen[0].architecture)).toBeLessThanOrEqual(surrogate.maxStd);
});
