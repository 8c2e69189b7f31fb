import { argMax } from '../../../../src/graph/ops/arg-max';
import { cast } from '../../../../src/graph/ops/cast';
import { floats } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const argMaxCases: readonly OpCase[] = [
  {
    title: 'returns the index of the first maximum',
    covers: 'arg-max.argMax',
    inputs: [floats([3, 3], [1, 2, 0, 5, 5, 5, 0, 1, 1])],
    build: ([x]) => argMax(x, 1),
    expected: [1, 0, 1],
    gradient: 'flat',
  },
  {
    title: 'returns an int64 index',
    covers: 'arg-max.argMax',
    inputs: [floats([2, 3], [1, 2, 0, 5, 5, 5])],
    build: ([x]) => cast(argMax(x, 1, 'int64'), 'int32'),
    expected: [1, 0],
    gradient: 'flat',
  },
];
