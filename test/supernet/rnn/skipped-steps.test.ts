import { createRandomStream, randomInteger } from '../../../src/random';
import { RnnSupernet, type RnnSupernetSpec } from '../../../supernet/rnn';
import { TINY } from '../../support/supernet/rnn';

const SPEC: RnnSupernetSpec = {
  ...TINY,
  nodes: 3,
  hiddenSize: 4,
  vocabulary: 7,
  batchSize: 2,
  bpttSteps: 3,
  averageWeights: true,
  weightDecay: 0.01,
  clipNorm: 0.25,
};
const CELL = [0, 0, 1, 1, 3];
const random = createRandomStream(1, 'words');
const tokens = Int32Array.from({ length: 6 }, () => randomInteger(random, SPEC.vocabulary));
const targets = Int32Array.from({ length: 6 }, () => randomInteger(random, SPEC.vocabulary));
const window = { tokens, targets };
const scored = [{ ...window, weight: new Float32Array(6).fill(1) }];

/** Takes two steps on a window, and returns their metrics and the losses before and after. */
function twoSteps(spec: RnnSupernetSpec) {
  const supernet = new RnnSupernet(spec, 3);
  try {
    const before = supernet.evaluate(CELL, scored);
    const steps = [0, 1].map((step) => supernet.train(CELL, window, 1e-3, true, 5, step));
    return { before, steps, after: supernet.evaluate(CELL, scored) };
  } finally {
    supernet.dispose();
  }
}

test('a step with non-finite gradients changes no weight, and resets the hidden state to zero', () => {
  const { before, steps, after } = twoSteps({ ...SPEC, activationRegularization: Infinity });
  expect(steps.map(({ skipped }) => skipped)).toEqual([true, true]);
  expect(steps.map(({ gradientNorm }) => Number.isFinite(gradientNorm))).toEqual([false, false]);
  // The same window from the same hidden state, with the same weights.
  expect(steps[1].loss).toBe(steps[0].loss);
  expect(after).toBe(before);
});

test('any other step changes weights and carries the hidden state', () => {
  const { before, steps, after } = twoSteps(SPEC);
  expect(steps.map(({ skipped }) => skipped)).toEqual([false, false]);
  expect(steps[1].loss).not.toBe(steps[0].loss);
  expect(after).not.toBe(before);
});
