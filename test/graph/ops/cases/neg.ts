import { neg } from '../../../../src/graph/ops/neg';
import type { OpCase } from '../../../support/graph/op-case';
import { row } from './inputs';

export const negCases: readonly OpCase[] = [
  {
    title: 'negates a vector',
    covers: 'neg.neg',
    inputs: [row],
    build: ([x]) => neg(x),
    eager: (tf, [x]) => tf.neg(x),
    expected: [1.5, 0.25, -0.5, -2],
  },
];
