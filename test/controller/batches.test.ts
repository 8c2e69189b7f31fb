import { splitIntoBatches } from '../../controller/batches';
import { SMALL, staircase, staircaseExamples, train, withController } from '../support/controller/fixture';
import { expectClose } from '../support/graph/compiled';

describe('splitIntoBatches', () => {
  test('puts each item in one batch and pads the last', () => {
    expect(splitIntoBatches([4, 2, 0, 1, 3], 2)).toEqual([
      { items: [4, 2], count: 2 },
      { items: [0, 1], count: 2 },
      { items: [3, 3], count: 1 },
    ]);
    expect(splitIntoBatches([], 2)).toEqual([]);
  });
});

describe('padding', () => {
  const examples = staircaseExamples(7);
  const tokens = examples.map((example) => example.tokens);

  test('changes neither a step nor its metrics', () => {
    // Seven examples in a batch of seven, and in a batch of sixteen with nine padded.
    const [exact, padded] = [7, 16].map((batchSize) =>
      withController(staircase, { ...SMALL, batchSize }, (controller) => {
        const losses = train(controller, examples, 3);
        return [...Object.values(losses), ...controller.predict(tokens)] as number[];
      }),
    );
    expectClose(padded, exact, 1e-5);
  });

  test('has no weight: an epoch reports the mean over its examples', () => {
    // With steps of size zero, the loss of an epoch is that of the initial weights, whatever the batches.
    const [whole, parts] = [7, 5].map((batchSize) =>
      withController(staircase, { ...SMALL, batchSize, learningRate: 1e-30 }, (controller) => {
        const { loss, predictorLoss, reconstructionLoss } = controller.trainEpoch(examples, 1, 0);
        return [loss, predictorLoss, reconstructionLoss];
      }),
    );
    expectClose(parts, whole, 1e-6);
  });

  test('does not affect predictions and decoded architectures', () => {
    withController(staircase, SMALL, (controller) => {
      const alone = tokens.flatMap((each) => controller.predict([each]));
      expectClose(controller.predict(tokens), alone, 1e-6);
      expect(controller.reconstruct(tokens)).toEqual(
        tokens.flatMap((each) => controller.reconstruct([each])),
      );
    });
  });
});
