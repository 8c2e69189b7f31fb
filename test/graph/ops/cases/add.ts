import { add, addAll, addGradients } from '../../../../src/graph/ops/add';
import { floats, integers } from '../../../support/graph/compiled';
import { type OpCase, spread } from '../../../support/graph/op-case';

export const addCases: readonly OpCase[] = [
  {
    title: 'adds two vectors',
    covers: 'add.add',
    inputs: [floats([2], [1, 2]), floats([2], [10, 20])],
    build: ([a, b]) => add(a, b),
    eager: (tf, [a, b]) => tf.add(a, b),
    expected: [11, 22],
  },
  {
    title: 'broadcasts on both sides',
    covers: 'add.add',
    inputs: [spread([2, 1, 3], 1), spread([4, 1], 2)],
    build: ([a, b]) => add(a, b),
    eager: (tf, [a, b]) => tf.add(a, b),
  },
  {
    title: 'adds integers',
    covers: 'add.add',
    inputs: [integers([2], [1, 2]), integers([], [5])],
    build: ([a, b]) => add(a, b),
    expected: [6, 7],
  },
  {
    title: 'adds two gradients',
    covers: 'add.addGradients',
    inputs: [floats([2], [1, 2]), floats([2], [3, 5])],
    build: ([a, b]) => addGradients(a, b),
    eager: (tf, [a, b]) => tf.add(a, b),
    expected: [4, 7],
  },
  {
    title: 'adds four tensors',
    covers: 'add.addAll',
    inputs: [spread([3], 1), spread([3], 2), spread([3], 3), spread([3], 4)],
    build: (all) => addAll(all),
    eager: (tf, all) => tf.addN(all),
  },
];
