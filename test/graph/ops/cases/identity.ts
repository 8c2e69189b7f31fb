import { identity } from '../../../../src/graph/ops/identity';
import type { OpCase } from '../../../support/graph/op-case';
import { row } from './inputs';

export const identityCases: readonly OpCase[] = [
  {
    title: 'returns its input',
    covers: 'identity.identity',
    inputs: [row],
    build: ([x]) => identity(x),
    eager: (tf, [x]) => tf.clone(x),
    expected: row.values,
  },
];
