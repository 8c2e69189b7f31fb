import { createFunctionEvaluator } from '../../src/evaluators/function-evaluator';
import { createRandomStream } from '../../src/random';
import { createRnnSpace } from '../../src/space/rnn/space';
import { testEvaluator } from '../conformance/evaluator';

const space = createRnnSpace(3);
const random = createRandomStream(1, 'function');
const pool = Array.from({ length: 3 }, () => space.sample(random));
const metric = { name: 'sum', direction: 'minimize' } as const;

testEvaluator('an evaluator of a function', {
  space,
  pool,
  open: () =>
    createFunctionEvaluator({ metric, dataDigest: 'sum', score: (cell) => cell.reduce((a, b) => a + b, 0) }),
  openFailing: () =>
    createFunctionEvaluator({
      metric,
      dataDigest: 'none',
      score: () => ({ value: NaN, itemsScored: 0, failure: 'it never works' }),
    }),
});

test('createFunctionEvaluator wraps a number in a score', () => {
  const evaluator = createFunctionEvaluator({ metric, dataDigest: 'one', score: () => 1 });
  expect(evaluator.score(pool[0])).toEqual({ value: 1, itemsScored: 1 });
  expect(evaluator.unit).toBe('architectures');
});
