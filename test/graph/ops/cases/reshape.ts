import { reshape } from '../../../../src/graph/ops/reshape';
import type { OpCase } from '../../../support/graph/op-case';
import { matrix } from './inputs';

export const reshapeCases: readonly OpCase[] = [
  {
    title: 'changes the shape',
    covers: 'reshape.reshape',
    inputs: [matrix],
    build: ([x]) => reshape(x, [3, 1, 2]),
    eager: (tf, [x]) => tf.reshape(x, [3, 1, 2]),
    expected: matrix.values,
  },
];
