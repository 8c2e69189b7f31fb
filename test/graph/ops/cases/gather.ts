import { cast } from '../../../../src/graph/ops/cast';
import { gather } from '../../../../src/graph/ops/gather';
import { floats, integers } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';

export const gatherCases: readonly OpCase[] = [
  {
    title: 'gathers rows, one of them three times and one never',
    covers: 'gather.gather',
    inputs: [floats([3, 2], [1, 2, 3, 4, 5, 6]), integers([4], [2, 0, 2, 2])],
    build: ([x, indices]) => gather(x, indices, 0),
    eager: (tf, [x, indices]) => tf.gather(x, indices),
    expected: [5, 6, 1, 2, 5, 6, 5, 6],
  },
  {
    title: 'gathers rows by int64 indices, and sums their gradients',
    covers: 'gather.gather',
    inputs: [floats([3, 2], [1, 2, 3, 4, 5, 6]), integers([4], [2, 0, 2, 2])],
    build: ([x, indices]) => gather(x, cast(indices, 'int64'), 0),
    eager: (tf, [x, indices]) => tf.gather(x, indices),
    expected: [5, 6, 1, 2, 5, 6, 5, 6],
  },
  {
    title: 'gathers slices of rank two',
    covers: 'gather.gather',
    inputs: [spread([4, 2, 3], 6), integers([3], [3, 1, 3])],
    build: ([x, indices]) => gather(x, indices, 0),
    eager: (tf, [x, indices]) => tf.gather(x, indices),
  },
  {
    title: 'gathers elements by a matrix of indices',
    covers: 'gather.gather',
    inputs: [floats([3], [1, 2, 3]), integers([2, 2], [2, 0, 1, 1])],
    build: ([x, indices]) => gather(x, indices, 0),
    expected: [3, 1, 2, 2],
    gradient: 'missing',
  },
  {
    title: 'gathers columns',
    covers: 'gather.gather',
    inputs: [floats([2, 3], [1, 2, 3, 4, 5, 6]), integers([2], [2, 0])],
    build: ([x, indices]) => gather(x, indices, 1),
    expected: [3, 1, 6, 4],
    gradient: 'missing',
  },
  {
    title: 'gathers one element of each row by a batched index',
    covers: 'gather.gather',
    inputs: [floats([2, 3], [1, 2, 3, 4, 5, 6]), integers([2, 1], [2, 0])],
    build: ([x, indices]) => gather(x, indices, 1, 1),
    expected: [3, 4],
    gradient: 'missing',
  },
];
