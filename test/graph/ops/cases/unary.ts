import { exp, floor, log, relu, rsqrt, sigmoid, sqrt, square, tanh } from '../../../../src/graph/ops/unary';
import { floats } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';
import { row } from './inputs';

export const unaryCases: readonly OpCase[] = [
  {
    title: 'squares each element',
    covers: 'unary.square',
    inputs: [row],
    build: ([x]) => square(x),
    eager: (tf, [x]) => tf.square(x),
    expected: [2.25, 0.0625, 0.25, 4],
  },
  {
    title: 'returns square roots',
    covers: 'unary.sqrt',
    inputs: [floats([4], [1, 1.5625, 2.25, 4])],
    build: ([x]) => sqrt(x),
    eager: (tf, [x]) => tf.sqrt(x),
    expected: [1, 1.25, 1.5, 2],
  },
  {
    title: 'returns reciprocal square roots',
    covers: 'unary.rsqrt',
    inputs: [floats([3], [0.5, 1, 4])],
    build: ([x]) => rsqrt(x),
    eager: (tf, [x]) => tf.rsqrt(x),
    expected: [Math.SQRT2, 1, 0.5],
  },
  {
    title: 'returns exponentials',
    covers: 'unary.exp',
    inputs: [row],
    build: ([x]) => exp(x),
    eager: (tf, [x]) => tf.exp(x),
    expected: row.values.map(Math.exp),
  },
  {
    title: 'returns natural logarithms',
    covers: 'unary.log',
    inputs: [floats([3], [0.5, 1, 4])],
    build: ([x]) => log(x),
    eager: (tf, [x]) => tf.log(x),
    expected: [-Math.LN2, 0, 2 * Math.LN2],
  },
  {
    title: 'replaces negative elements by zero',
    covers: 'unary.relu',
    inputs: [row],
    build: ([x]) => relu(x),
    eager: (tf, [x]) => tf.relu(x),
    expected: [0, 0, 0.5, 2],
  },
  {
    title: 'returns hyperbolic tangents',
    covers: 'unary.tanh',
    inputs: [row],
    build: ([x]) => tanh(x),
    eager: (tf, [x]) => tf.tanh(x),
    expected: row.values.map(Math.tanh),
  },
  {
    title: 'returns logistic functions',
    covers: 'unary.sigmoid',
    inputs: [row],
    build: ([x]) => sigmoid(x),
    eager: (tf, [x]) => tf.sigmoid(x),
    expected: row.values.map((x) => 1 / (1 + Math.exp(-x))),
  },
  {
    title: 'rounds down',
    covers: 'unary.floor',
    inputs: [row],
    build: ([x]) => floor(x),
    expected: [-2, -1, 0, 2],
    gradient: 'flat',
  },
];
