import { mean } from '../../../../src/graph/ops/mean';
import { floats } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';
import { images } from './inputs';

export const meanCases: readonly OpCase[] = [
  {
    title: 'averages over the first axis',
    covers: 'mean.mean',
    inputs: [floats([2, 2], [1, 2, 5, 10])],
    build: ([x]) => mean(x, [0]),
    eager: (tf, [x]) => tf.mean(x, 0),
    expected: [3, 6],
  },
  {
    title: 'averages over height and width',
    covers: 'mean.mean',
    inputs: [images],
    build: ([x]) => mean(x, [1, 2]),
    eager: (tf, [x]) => tf.mean(x, [1, 2]),
  },
];
