import { createFineTuning } from '../../../src/evaluators/supernet/fine-tuning';

const SETTINGS = { fineTuneSteps: 7, fineTuneLearningRate: 0.7, batchSize: 4 };
/** Three batches per epoch, and one image left over. */
const TRAIN_COUNT = 13;

function create(seed: number, settings = SETTINGS) {
  return createFineTuning(settings, seed, TRAIN_COUNT, (indices) => ({ indices, labels: indices }));
}

test('the learning rate decays linearly to 0', () => {
  const rates = create(1).steps.map(({ learningRate }) => learningRate);
  rates.forEach((rate, step) => expect(rate).toBeCloseTo(0.7 - 0.1 * step, 12));
});

test('an epoch uses each image at most once, in its own order', () => {
  const { steps } = create(1);
  const epochs = [steps.slice(0, 3), steps.slice(3, 6)].map((each) =>
    each.flatMap(({ batch }) => [...batch.indices]),
  );
  for (const images of epochs) {
    expect(new Set(images).size).toBe(12);
    expect(images.every((image) => image >= 0 && image < TRAIN_COUNT)).toBe(true);
  }
  expect(epochs[1]).not.toEqual(epochs[0]);
  expect(steps.every(({ batch }) => batch.indices.length === 4)).toBe(true);
});

test('steps depend on the seed only, and more steps start with the same batches', () => {
  expect(create(1)).toEqual(create(1));
  expect(create(2).seed).not.toBe(create(1).seed);
  const batches = (fineTuneSteps: number) =>
    create(1, { ...SETTINGS, fineTuneSteps }).steps.map(({ batch }) => batch);
  expect(batches(9).slice(0, 7)).toEqual(batches(7));
  expect(create(2).steps).not.toEqual(create(1).steps);
});

test('there are no steps without fine-tuning', () => {
  expect(create(1, { ...SETTINGS, fineTuneSteps: 0 }).steps).toEqual([]);
});
