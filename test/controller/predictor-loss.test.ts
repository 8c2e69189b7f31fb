import { selectPredictorLoss } from '../../controller/predictor-loss';
import { createRandomStream } from '../../src/random';
import { kendallTau } from '../../src/statistics/rank-correlation';
import { SMALL, staircase, staircaseExamples, train, withController } from '../support/controller/fixture';
import { compute, expectClose, floats } from '../support/graph/compiled';
import { checkGradient } from '../support/graph/gradient-checker';

/** Computes the pairwise loss of a batch. Padding has weight 0, all other examples the same weight. */
function computeLoss(
  predictions: readonly number[],
  targets: readonly number[],
  count = targets.length,
): number {
  const shape = [targets.length];
  const weights = targets.map((_, i) => (i < count ? 1 / count : 0));
  const { loss } = compute(
    [floats(shape, predictions), floats(shape, targets), floats(shape, weights)],
    ([p, y, w]) => ({ loss: selectPredictorLoss('pairwise')(p, y, w) }),
  );
  return loss[0];
}

/** The definition, pair by pair. */
function expectLoss(predictions: readonly number[], targets: readonly number[]): number {
  const losses = targets.flatMap((high, i) =>
    targets.flatMap((low, j) => (high > low ? [Math.log1p(Math.exp(predictions[j] - predictions[i]))] : [])),
  );
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

describe('the pairwise loss', () => {
  test('is the mean over the ordered pairs, worked out by hand', () => {
    // One pair: log(1 + e^-(2 - 0.5)).
    expect(computeLoss([2, 0.5], [1, 0])).toBeCloseTo(Math.log(1 + Math.exp(-1.5)), 6);
    expect(computeLoss([2, 0.5], [0, 1])).toBeCloseTo(Math.log(1 + Math.exp(1.5)), 6);
    // Equal targets are no pair: of three examples, two pairs remain.
    expect(computeLoss([0, 0, 0], [1, 1, 0])).toBeCloseTo(Math.log(2), 6);
  });

  test('is the definition on random batches', () => {
    const random = createRandomStream(1, 'pairs');
    for (let batch = 0; batch < 3; batch++) {
      const predictions = Array.from({ length: 9 }, () => 4 * random() - 2);
      const targets = Array.from({ length: 9 }, () => Math.floor(4 * random()));
      expectClose([computeLoss(predictions, targets)], [expectLoss(predictions, targets)], 1e-5);
    }
  });

  test('depends on the order of the targets only, and not on a shift of the predictions', () => {
    const loss = computeLoss([0.3, -1, 0.8, 0.1], [1, 2, 3, 4]);
    expect(computeLoss([0.3, -1, 0.8, 0.1], [-50, 0.1, 0.2, 900])).toBe(loss);
    expect(computeLoss([5.3, 4, 5.8, 5.1], [1, 2, 3, 4])).toBeCloseTo(loss, 5);
  });

  test('ignores padding', () => {
    const padded = computeLoss([0.3, -1, 0.8, 0.8, 9], [1, 2, 3, 3, 7], 3);
    expect(padded).toBeCloseTo(expectLoss([0.3, -1, 0.8], [1, 2, 3]), 6);
  });

  test('is 0 without a pair, and finite for predictions far apart', () => {
    expect(computeLoss([1, 2], [3, 3])).toBe(0);
    expect(computeLoss([1], [3])).toBe(0);
    expect(computeLoss([-500, 500], [1, 0])).toBeCloseTo(1000, 2);
    expect(computeLoss([500, -500], [1, 0])).toBe(0);
  });

  test('has the gradient of its central differences', () => {
    const targets = [3, 1, 2, 2, 9, 4];
    const { compiled } = checkGradient([floats([6], [0.4, -0.7, 1.1, 0.2, -0.3, 5])], ([p], graph) =>
      selectPredictorLoss('pairwise')(
        p,
        graph.constant(targets, [6]),
        graph.constant([0.2, 0.2, 0.2, 0.2, 0.2, 0], [6]),
      ),
    );
    // The padded example has no gradient, and the others sum to zero because only differences count.
    expect(compiled[0][5]).toBe(0);
    expect(Math.abs(compiled[0].reduce((a, b) => a + b, 0))).toBeLessThan(1e-6);
    // The example of the highest target should move up.
    expect(compiled[0][4]).toBeLessThan(0);
  });
});

test('a controller with the pairwise loss learns the order of its examples and to reconstruct them', () => {
  const examples = staircaseExamples(20);
  const tokens = examples.map((example) => example.tokens);
  const settings = { ...SMALL, batchSize: 20, predictorLoss: 'pairwise' as const };
  withController(staircase, settings, (controller) => {
    const { reconstructionLoss } = train(controller, examples, 400);
    expect(reconstructionLoss).toBeLessThan(0.02);
    expect(controller.reconstruct(tokens)).toEqual(tokens);
    const { value = 0 } = kendallTau(
      controller.predict(tokens),
      examples.map(({ target }) => target),
    );
    expect(value).toBeGreaterThan(0.85); // targets that tie keep tau-b below 1
  });
});
