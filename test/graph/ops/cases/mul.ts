import { mul, scale } from '../../../../src/graph/ops/mul';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';
import { row } from './inputs';

export const mulCases: readonly OpCase[] = [
  {
    title: 'multiplies two vectors',
    covers: 'mul.mul',
    inputs: [floats([2], [3, -2]), floats([2], [4, 5])],
    build: ([a, b]) => mul(a, b),
    eager: (tf, [a, b]) => tf.mul(a, b),
    expected: [12, -10],
  },
  {
    title: 'broadcasts on both sides',
    covers: 'mul.mul',
    inputs: [spread([3, 1], 1), spread([2, 1, 4], 2)],
    build: ([a, b]) => mul(a, b),
    eager: (tf, [a, b]) => tf.mul(a, b),
  },
  {
    title: 'multiplies a tensor by itself',
    covers: 'mul.mul',
    inputs: [row],
    build: ([x]) => mul(x, x),
    eager: (tf, [x]) => tf.square(x),
  },
  {
    title: 'multiplies a tensor by a number',
    covers: 'mul.scale',
    inputs: [row],
    build: ([x]) => scale(x, -2),
    eager: (tf, [x]) => tf.mul(x, -2),
    expected: [3, 0.5, -1, -4],
  },
];
