import { attend } from '../../src/layers/attention';
import { compute, expectClose, floats } from '../support/graph/compiled';
import { checkGradient } from '../support/graph/gradient-checker';

describe('attend', () => {
  test('weights the memory by the softmax of its inner products with the query', () => {
    // The first query has equal products with both rows of the memory, the second a far larger one with the second row.
    const queries = floats([1, 2, 2], [1, 1, 0, 50]);
    const memory = floats([1, 2, 2], [2, 0, 0, 2]);
    const { contexts } = compute([queries, memory], ([q, m]) => ({ contexts: attend(q, m) }));
    expectClose(contexts, [1, 1, 0, 2], 1e-6);
  });

  test('has the gradient that central differences give', () => {
    const queries = floats([1, 3, 2], [0.3, -0.5, 1, 0.2, -0.7, 0.4]);
    const memory = floats([1, 2, 2], [0.6, -0.2, 0.1, 0.9]);
    checkGradient([queries, memory], ([q, m]) => attend(q, m));
  });
});
