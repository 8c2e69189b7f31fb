import path from 'node:path';
import type { Controller, Example } from '../../controller/controller';
import { createRandomStream } from '../../src/random';
import type { Space } from '../../src/space/space';
import { isValid } from '../support/controller/fixture';
import { temporaryFolder } from '../support/temp-folder';

/** Tests the contract of a controller. Called by the test file of each implementation. */
export function testController(title: string, space: Space, create: () => Controller): void {
  const random = createRandomStream(7, 'conformance');
  const examples: Example[] = Array.from({ length: 7 }, () => ({
    tokens: space.toTokens(space.sample(random)),
    target: random(),
  }));
  const architectures = examples.map(({ tokens }) => tokens);

  const train = (controller: Controller, seed: number, epochs: number, first = 0) =>
    Array.from({ length: epochs }, (_, i) => controller.trainEpoch(examples, seed, first + i));

  const query = (controller: Controller) => ({
    predictions: controller.predict(architectures),
    reconstructed: controller.reconstruct(architectures),
    improved: controller.improve(architectures, 2),
  });

  describe(`${title} keeps the contract of a controller`, () => {
    const folder = temporaryFolder();
    let controller: Controller;
    let other: Controller;
    beforeAll(() => {
      controller = create();
      other = create();
    });
    afterAll(() => {
      controller.dispose();
      other.dispose();
    });

    test('training reports finite metrics', () => {
      controller.initialize(1);
      for (const { loss, predictorLoss, reconstructionLoss } of train(controller, 1, 2)) {
        expect([loss, predictorLoss, reconstructionLoss].every(Number.isFinite)).toBe(true);
      }
    });

    test('predict returns a finite number for each architecture, whatever the others', () => {
      controller.initialize(1);
      train(controller, 1, 1);
      const predictions = controller.predict(architectures);
      expect(predictions).toHaveLength(architectures.length);
      architectures.forEach((tokens, i) => {
        expect(Number.isFinite(predictions[i])).toBe(true);
        expect(controller.predict([tokens])[0]).toBeCloseTo(predictions[i], 5);
      });
      expect(controller.predict([])).toEqual([]);
    });

    test('reconstruct and improve return a valid architecture for each input, trained or not', () => {
      controller.initialize(1);
      for (let epoch = 0; epoch < 2; epoch++) {
        for (const decoded of [
          controller.reconstruct(architectures),
          controller.improve(architectures, 1),
          controller.improve(architectures, 100),
        ]) {
          expect(decoded).toHaveLength(architectures.length);
          for (const tokens of decoded) expect(isValid(space, tokens)).toBe(true);
        }
        controller.trainEpoch(examples, 1, epoch);
      }
      expect(controller.reconstruct([])).toEqual([]);
      expect(controller.improve([], 1)).toEqual([]);
    });

    test('improve with step size 0 reconstructs', () => {
      controller.initialize(1);
      train(controller, 1, 2);
      expect(controller.improve(architectures, 0)).toEqual(controller.reconstruct(architectures));
    });

    test('queries leave the controller and their arguments unchanged', () => {
      const before = JSON.stringify(examples);
      controller.initialize(1);
      train(controller, 1, 1);
      const first = query(controller);
      expect(query(controller)).toEqual(first);
      expect(JSON.stringify(examples)).toBe(before);
    });

    test('the same seed gives the same results in another controller, another seed does not', () => {
      const run = (each: Controller, seed: number) => {
        each.initialize(seed);
        return { metrics: train(each, seed, 2), ...query(each) };
      };
      const first = run(controller, 1);
      expect(run(other, 1)).toEqual(first);
      expect(run(other, 2).metrics).not.toEqual(first.metrics);
    });

    test('initialize discards everything learned', () => {
      controller.initialize(1);
      const first = train(controller, 1, 2);
      controller.initialize(1);
      expect(train(controller, 1, 2)).toEqual(first);
    });

    test('a restored controller continues training as the saved one, bit for bit', () => {
      const prefix = path.join(folder(), 'controller');
      const resume = (each: Controller) => ({ metrics: train(each, 1, 2, 2), ...query(each) });
      controller.initialize(1);
      train(controller, 1, 2);
      controller.save(prefix);
      const saved = resume(controller);
      other.restore(prefix);
      const restored = resume(other);
      expect(restored).toEqual(saved);
    });
  });
}
