import { add } from '../../../../src/graph/ops/add';
import { customGradient, customGradients } from '../../../../src/graph/ops/custom-gradient';
import { mul, scale } from '../../../../src/graph/ops/mul';
import { square } from '../../../../src/graph/ops/unary';
import { type OpCase, spread } from '../../../support/graph/op-case';
import { row } from './inputs';

export const customGradientCases: readonly OpCase[] = [
  {
    title: 'replaces the gradient by a given rule',
    covers: 'custom-gradient.customGradient',
    inputs: [row, spread([4], 8)],
    build: ([a, b]) =>
      customGradient(add(scale(a, 3), square(b)), [a, b], ([dy]) => [
        dy && scale(dy, 3),
        dy && mul(dy, scale(b, 2)),
      ]),
    eager: (tf, [a, b]) => tf.add(tf.mul(a, 3), tf.square(b)),
  },
  {
    title: 'replaces the gradient of several tensors by one rule',
    covers: 'custom-gradient.customGradients',
    inputs: [row],
    build: ([a]) => {
      const [double, squared] = customGradients([scale(a, 2), square(a)], [a], ([one, other]) => [
        one && other && add(scale(one, 2), mul(other, scale(a, 2))),
      ]);
      return mul(double, squared);
    },
    eager: (tf, [a]) => tf.mul(tf.mul(a, 2), tf.square(a)),
  },
];
