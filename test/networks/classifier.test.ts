import { classificationLoss, countCorrect, isCorrect, poolFeatures } from '../../src/layers/classifier';
import { linear } from '../../src/layers/linear';
import { compute, expectClose, floats, integers } from '../support/graph/compiled';

const logits = floats([3, 3], [1, 2, 0, -1, 0, 5, 0, 0, 0]);
const labels = integers([3], [1, 0, 2]);

/** Returns -log of the softmax. */
function crossEntropy(row: readonly number[], label: number): number {
  return Math.log(row.reduce((sum, each) => sum + Math.exp(each), 0)) - row[label];
}
const rows = [0, 1, 2].map((i) => logits.values.slice(3 * i, 3 * i + 3));

test('classificationLoss returns the cross-entropy of each image in nats', () => {
  const { loss } = compute([logits, labels], ([x, y]) => ({ loss: classificationLoss(x, y) }));
  expectClose(loss, [crossEntropy(rows[0], 1), crossEntropy(rows[1], 0), Math.log(3)], 1e-6);
});

test('classificationLoss spreads the target over all classes with label smoothing', () => {
  const { loss } = compute([logits, labels], ([x, y]) => ({ loss: classificationLoss(x, y, 0.3) }));
  const expected = [1, 0, 2].map((label, i) =>
    [0, 1, 2].reduce((sum, each) => sum + (each === label ? 0.8 : 0.1) * crossEntropy(rows[i], each), 0),
  );
  expectClose(loss, expected, 1e-6);
});

test('classificationLoss stays finite for logits that overflow an exponential', () => {
  const { loss } = compute([floats([2, 2], [1000, -1000, 1000, -1000]), integers([2], [0, 1])], ([x, y]) => ({
    loss: classificationLoss(x, y),
  }));
  expectClose(loss, [0, 2000], 1e-6);
});

test('isCorrect and countCorrect take the first of equal logits', () => {
  const { correct, count } = compute([logits, integers([3], [1, 0, 0])], ([x, y]) => ({
    correct: isCorrect(x, y),
    count: countCorrect(x, y),
  }));
  expect(correct).toEqual([1, 0, 1]);
  expect(count).toEqual([2]);
});

test('poolFeatures averages the positive part over all pixels', () => {
  const x = floats([2, 1, 2, 2], [1, -1, 3, 2, -4, 0, 8, 6]);
  expect(compute([x], ([input]) => ({ y: poolFeatures(input) })).y).toEqual([2, 1, 4, 3]);
});

test('linear multiplies and adds a bias', () => {
  const inputs = [floats([1, 2], [1, 2]), floats([2, 3], [1, 2, 3, 4, 5, 6]), floats([3], [10, 20, 30])];
  expect(compute(inputs, ([x, filter, bias]) => ({ y: linear(x, [filter, bias]) })).y).toEqual([19, 32, 45]);
});
