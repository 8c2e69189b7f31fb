import { biasAdd } from '../../../../src/graph/ops/bias-add';
import { type OpCase, spread } from '../../../support/graph/op-case';
import { images } from './inputs';

export const biasAddCases: readonly OpCase[] = [
  {
    title: 'adds a number to each channel',
    covers: 'bias-add.biasAdd',
    inputs: [images, spread([3], 13)],
    build: ([x, bias]) => biasAdd(x, bias),
    eager: (tf, [x, bias]) => tf.add(x, bias),
  },
];
