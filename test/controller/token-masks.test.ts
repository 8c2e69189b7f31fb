import { buildTokenMasks } from '../../controller/token-masks';
import { createRandomStream } from '../../src/random';
import { createCnnSpace } from '../../src/space/cnn/space';
import type { Space } from '../../src/space/space';
import { isValid, SMALL, staircase, withController } from '../support/controller/fixture';

describe('token masks', () => {
  test('allow the tokens that are valid after the previous one, for reachable previous tokens', () => {
    const { vocabulary } = staircase;
    const rows = buildTokenMasks(staircase);
    expect(rows).toHaveLength(staircase.length * (vocabulary + 1) * vocabulary);
    const row = (position: number, previous: number) => {
      const start = (position * (vocabulary + 1) + previous) * vocabulary;
      return rows.slice(start, start + vocabulary).map((value) => value === 0);
    };
    expect(row(0, vocabulary)).toEqual([true, true, true, false, false]);
    expect(row(1, 2)).toEqual([false, false, false, true, true]);
    expect(row(7, 4)).toEqual([true, true, false, false, false]);
  });

  test.each<[string, Space]>([
    ['tokens depend on the previous one', staircase],
    ['tokens depend on the position', createCnnSpace(2)],
  ])('keep an untrained controller from decoding invalid tokens if %s', (_, space) => {
    const random = createRandomStream(5, 'masks');
    const tokens = Array.from({ length: 12 }, () => space.toTokens(space.sample(random)));
    withController(space, SMALL, (controller) => {
      for (const stepSize of [0, 1, 1000]) {
        for (const decoded of controller.improve(tokens, stepSize))
          expect(isValid(space, decoded)).toBe(true);
      }
      // Nor with other weights.
      controller.initialize(2);
      for (const decoded of controller.reconstruct(tokens)) expect(isValid(space, decoded)).toBe(true);
    });
  });

  test('exclude invalid tokens from the loss: a single valid token costs nothing', () => {
    const forced: Space = { ...staircase, validTokens: (position) => [position % 5] };
    const example = { tokens: [0, 1, 2, 3, 4, 0, 1, 2], target: 0.5 };
    withController(forced, SMALL, (controller) => {
      expect(controller.trainEpoch([example], 1, 0).reconstructionLoss).toBe(0);
    });
  });
});
