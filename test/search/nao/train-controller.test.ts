import type { Example } from '../../../controller/controller';
import { createRandomStream } from '../../../src/random';
import { trainController } from '../../../src/search/nao/train-controller';
import { digitSpace } from '../../support/search/digits';
import { fakeController, meanDigit, settings } from '../../support/search/fakes';

const space = digitSpace(6, 9);
const observations = [1, 2, 3].map((digit) => ({
  architecture: Array<number>(6).fill(digit),
  target: digit,
}));

function collectEpochs(pseudoLabels: number): (readonly Example[])[] {
  const epochs: (readonly Example[])[] = [];
  const controller = fakeController(space);
  trainController({
    space,
    controller: {
      ...controller,
      trainEpoch(examples, seed, epoch) {
        epochs.push(examples);
        return controller.trainEpoch(examples, seed, epoch);
      },
    },
    settings: settings({ controller: { epochs: 4, augmentSymmetric: false, pseudoLabels } }).controller,
    observations,
    seed: 1,
    createStream: (part, ...epoch) => createRandomStream(1, part, ...epoch),
  });
  return epochs;
}

const labeled = observations.map(({ architecture, target }) => ({
  tokens: space.toTokens(architecture),
  target,
}));

test('trainController trains on the observations alone without pseudo labels', () => {
  expect(collectEpochs(0)).toEqual([labeled, labeled, labeled, labeled]);
});

test('trainController adds predictions for unseen architectures in the second half of the epochs', () => {
  const epochs = collectEpochs(50);
  expect(epochs.slice(0, 2)).toEqual([labeled, labeled]);
  for (const examples of epochs.slice(2)) {
    expect(examples.slice(0, 3)).toEqual(labeled);
    const pseudoLabeled = examples.slice(3);
    expect(pseudoLabeled).toHaveLength(3);
    for (const { tokens, target } of pseudoLabeled) {
      expect(target).toBe(meanDigit(tokens, space.vocabulary)); // what the fake predicts
      expect(labeled.map((each) => each.tokens)).not.toContainEqual(tokens);
    }
  }
});

test.each([
  ['loss', { loss: NaN }, /controller's loss became NaN in epoch 3/],
  ['gradient', { gradientNorm: Infinity }, /controller's gradient's norm became Infinity in epoch 3/],
])('trainController throws if the %s is not finite, also in the last epoch', (_, wrong, message) => {
  const controller = fakeController(space);
  const training = {
    space,
    controller: {
      ...controller,
      trainEpoch: (...args: Parameters<typeof controller.trainEpoch>) => ({
        ...controller.trainEpoch(...args),
        ...(args[2] === 2 ? wrong : {}),
      }),
    },
    settings: settings({ controller: { epochs: 3, augmentSymmetric: false, pseudoLabels: 0 } }).controller,
    observations,
    seed: 1,
    createStream: () => createRandomStream(1),
  };
  expect(() => trainController(training)).toThrow(message);
});
