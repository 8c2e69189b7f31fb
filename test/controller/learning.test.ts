import { SMALL, staircase, staircaseExamples, train, withController } from '../support/controller/fixture';

describe('NaoController', () => {
  const examples = staircaseExamples(20);
  const tokens = examples.map((example) => example.tokens);

  test('learns to reconstruct its examples, predict their targets and improve them', () => {
    withController(staircase, { ...SMALL, batchSize: 20 }, (controller) => {
      const { loss, predictorLoss, reconstructionLoss } = train(controller, examples, 400);
      expect(reconstructionLoss).toBeLessThan(0.02);
      expect(predictorLoss).toBeLessThan(0.001);
      expect(loss).toBeCloseTo(0.5 * predictorLoss + 0.5 * reconstructionLoss, 6);

      expect(controller.reconstruct(tokens)).toEqual(tokens);
      controller
        .predict(tokens)
        .forEach((value, i) => expect(Math.abs(value - examples[i].target)).toBeLessThan(0.1));

      // A step of size 0 changes nothing; a larger one gives other architectures with higher predictions.
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

  test('reports an infinite gradient norm beside a finite loss', () => {
    // The square of 1.8e19 is just below the largest float32; the gradient is twice as large.
    withController(staircase, { ...SMALL, lambda: 1 }, (controller) => {
      const normal = controller.trainEpoch(examples, 1, 0);
      expect(normal.gradientNorm).toBeGreaterThan(0);
      expect(Number.isFinite(normal.gradientNorm)).toBe(true);
      const { loss, gradientNorm } = controller.trainEpoch([{ tokens: tokens[0], target: 1.8e19 }], 1, 1);
      expect(Number.isFinite(loss)).toBe(true);
      expect(gradientNorm).toBe(Infinity);
    });
  });

  test('throws on non-finite targets, no examples and tokens outside the space', () => {
    withController(staircase, SMALL, (controller) => {
      expect(() => controller.trainEpoch([{ tokens: tokens[0], target: NaN }], 1, 0)).toThrow(
        'the target of example 0 is NaN: it must be finite',
      );
      expect(() => controller.trainEpoch([], 1, 0)).toThrow('no examples: an epoch needs at least one');
      expect(() => controller.predict([[0, 1, 2, 3, 4, 0, 1, 5]])).toThrow(
        'invalid tokens 0 1 2 3 4 0 1 5: staircase takes 8 tokens from 0 to 4',
      );
      expect(controller.predict([])).toEqual([]);
    });
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
