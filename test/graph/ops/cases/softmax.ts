import { logSoftmax, softmax } from '../../../../src/graph/ops/softmax';
import { floats } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';

export const softmaxCases: readonly OpCase[] = [
  {
    title: 'normalizes rows',
    covers: 'softmax.softmax',
    inputs: [spread([3, 4], 1, -2, 2)],
    build: ([x]) => softmax(x),
    eager: (tf, [x]) => tf.softmax(x),
  },
  {
    title: 'does not overflow for large logits',
    covers: 'softmax.softmax',
    inputs: [floats([1, 3], [1000, 1000, -1000])],
    build: ([x]) => softmax(x),
    expected: [0.5, 0.5, 0],
  },
  {
    title: 'normalizes over the last of three axes',
    covers: 'softmax.logSoftmax',
    inputs: [spread([2, 2, 4], 1, -2, 2)],
    build: ([x]) => logSoftmax(x),
    eager: (tf, [x]) => tf.logSoftmax(x),
  },
  {
    title: 'equals a result worked out by hand',
    covers: 'softmax.logSoftmax',
    inputs: [floats([1, 2], [0, Math.fround(Math.log(3))])],
    build: ([x]) => logSoftmax(x),
    expected: [-Math.log(4), Math.log(0.75)],
  },
];
