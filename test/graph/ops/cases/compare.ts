import { equal, greaterEqual, less } from '../../../../src/graph/ops/compare';
import { floats, integers } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const compareCases: readonly OpCase[] = [
  {
    title: 'compares integers with a scalar',
    covers: 'compare.equal',
    inputs: [integers([3], [1, 2, 3]), integers([], [2])],
    build: ([a, b]) => equal(a, b),
    expected: [0, 1, 0],
  },
  {
    title: 'compares floats with a scalar',
    covers: 'compare.less',
    inputs: [floats([3], [1, 2, 3]), floats([], [2])],
    build: ([a, b]) => less(a, b),
    expected: [1, 0, 0],
    gradient: 'flat',
  },
  {
    title: 'compares floats with a scalar',
    covers: 'compare.greaterEqual',
    inputs: [floats([3], [1, 2, 3]), floats([], [2])],
    build: ([a, b]) => greaterEqual(a, b),
    expected: [0, 1, 1],
    gradient: 'flat',
  },
];
