import { cast } from '../../../../src/graph/ops/cast';
import { booleans, integers } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';
import { row } from './inputs';

export const castCases: readonly OpCase[] = [
  {
    title: 'casts integers to floats',
    covers: 'cast.cast',
    inputs: [integers([3], [-1, 0, 7])],
    build: ([x]) => cast(x, 'float32'),
    expected: [-1, 0, 7],
  },
  {
    title: 'casts booleans to floats',
    covers: 'cast.cast',
    inputs: [booleans([2], [1, 0])],
    build: ([x]) => cast(x, 'float32'),
    expected: [1, 0],
  },
  {
    title: 'casts floats to integers, towards zero',
    covers: 'cast.cast',
    inputs: [row],
    build: ([x]) => cast(x, 'int32'),
    expected: [-1, 0, 0, 2],
    gradient: 'flat',
  },
];
