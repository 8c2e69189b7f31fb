import { sub } from '../../../../src/graph/ops/sub';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';

export const subCases: readonly OpCase[] = [
  {
    title: 'broadcasts on both sides',
    covers: 'sub.sub',
    inputs: [spread([3, 1], 1), spread([2, 1, 4], 2)],
    build: ([a, b]) => sub(a, b),
    eager: (tf, [a, b]) => tf.sub(a, b),
  },
  {
    title: 'subtracts a scalar from a vector',
    covers: 'sub.sub',
    inputs: [floats([2], [1, 2]), floats([], [5])],
    build: ([a, b]) => sub(a, b),
    expected: [-4, -3],
  },
];
