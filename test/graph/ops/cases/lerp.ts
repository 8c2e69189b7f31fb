import { lerp } from '../../../../src/graph/ops/lerp';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';

export const lerpCases: readonly OpCase[] = [
  {
    title: 'interpolates between two vectors',
    covers: 'lerp.lerp',
    inputs: [floats([3], [1, 2, 4]), floats([3], [3, -2, 4]), floats([3], [0.5, 0.25, 0.75])],
    build: ([a, b, weight]) => lerp(a, b, weight),
    expected: [2, 1, 4],
  },
  {
    title: 'has three gradients',
    covers: 'lerp.lerp',
    inputs: [spread([3, 4], 1), spread([3, 4], 2), spread([3, 4], 3)],
    build: ([a, b, weight]) => lerp(a, b, weight),
    eager: (tf, [a, b, weight]) => tf.add(a, tf.mul(weight, tf.sub(b, a))),
  },
];
