import { logicalAnd, logicalNot, logicalOr } from '../../../../src/graph/ops/logical';
import { booleans } from '../../../support/graph/compiled';
import type { OpCase } from '../../../support/graph/op-case';

export const logicalCases: readonly OpCase[] = [
  ...[0, 1, 2, 3].flatMap((bits): OpCase[] => {
    const inputs = [booleans([], [bits & 1]), booleans([], [bits >> 1])];
    const operands = `${bits & 1} and ${bits >> 1}`;
    return [
      {
        title: `returns the conjunction of ${operands}`,
        covers: 'logical.logicalAnd',
        inputs,
        build: ([a, b]) => logicalAnd(a, b),
        expected: [bits === 3 ? 1 : 0],
      },
      {
        title: `returns the disjunction of ${operands}`,
        covers: 'logical.logicalOr',
        inputs,
        build: ([a, b]) => logicalOr(a, b),
        expected: [bits > 0 ? 1 : 0],
      },
    ];
  }),
  {
    title: 'negates true',
    covers: 'logical.logicalNot',
    inputs: [booleans([], [1])],
    build: ([a]) => logicalNot(a),
    expected: [0],
  },
];
