import { SMALL, staircase, staircaseExamples, train, withController } from '../support/controller/fixture';

describe('a trained controller', () => {
  const examples = staircaseExamples(20);
  const tokens = examples.map((example) => example.tokens);

  test('reconstructs the architectures it has seen, predicts their targets and leads uphill', () => {
    withController(staircase, { ...SMALL, batchSize: 20 }, (controller) => {
      const { loss, predictorLoss, reconstructionLoss } = train(controller, examples, 400);
      expect(reconstructionLoss).toBeLessThan(0.02);
      expect(predictorLoss).toBeLessThan(0.001);
      expect(loss).toBeCloseTo(0.5 * predictorLoss + 0.5 * reconstructionLoss, 6);

      expect(controller.reconstruct(tokens)).toEqual(tokens);
      controller
        .predict(tokens)
        .forEach((value, i) => expect(Math.abs(value - examples[i].target)).toBeLessThan(0.1));

      // A step of nothing changes nothing; larger ones lead to other architectures, of a better prediction.
      expect(controller.improve(tokens, 0)).toEqual(tokens);
      const improved = controller.improve(tokens, 10);
      expect(improved).not.toEqual(tokens);
      const gain = mean(controller.predict(improved)) - mean(controller.predict(tokens));
      expect(gain).toBeGreaterThan(0.02);
    });
  });

  test('learns a constant target and keeps its predictions finite', () => {
    const constant = examples.map((example) => ({ ...example, target: 0.5 }));
    withController(staircase, { ...SMALL, predictorLayers: [16] }, (controller) => {
      train(controller, constant, 40);
      for (const value of controller.predict(tokens)) expect(Math.abs(value - 0.5)).toBeLessThan(0.05);
      for (const decoded of controller.improve(tokens, 100)) expect(decoded).toHaveLength(staircase.length);
    });
  });

  test('trains on one example', () => {
    withController(staircase, SMALL, (controller) => {
      const { loss } = train(controller, examples.slice(0, 1), 5);
      expect(loss).toBeGreaterThan(0);
      expect(controller.predict(tokens.slice(0, 1))).toHaveLength(1);
    });
  });

  test('tells a gradient that is not finite beside a loss that is', () => {
    // The square of 1.8e19 is the largest that float32 holds; the gradient is twice as large.
    withController(staircase, { ...SMALL, lambda: 1 }, (controller) => {
      const usual = controller.trainEpoch(examples, 1, 0);
      expect(usual.gradientNorm).toBeGreaterThan(0);
      expect(Number.isFinite(usual.gradientNorm)).toBe(true);
      const { loss, gradientNorm } = controller.trainEpoch([{ tokens: tokens[0], target: 1.8e19 }], 1, 1);
      expect(Number.isFinite(loss)).toBe(true);
      expect(gradientNorm).toBe(Infinity);
    });
  });

  test('refuses targets that are no numbers, no examples at all, and tokens the space does not have', () => {
    withController(staircase, SMALL, (controller) => {
      expect(() => controller.trainEpoch([{ tokens: tokens[0], target: NaN }], 1, 0)).toThrow(
        'the target of example 0',
      );
      expect(() => controller.trainEpoch([], 1, 0)).toThrow('at least one example');
      expect(() => controller.predict([[0, 1, 2, 3, 4, 0, 1, 5]])).toThrow(
        'not 8 tokens of staircase below 5',
      );
      expect(controller.predict([])).toEqual([]);
    });
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
