import { CNN_OPS } from '../../../src/space/cnn/ops';
import type { Architecture } from '../../../src/space/space';
import { buildCnnSupernetGraph } from '../../../supernet/cnn/graph';
import { TINY, traceParameterMap } from '../../support/supernet/cnn';

/* As in ENAS, each branch has weights of its own for every state that it may read, for each operation with weights. */

const { route } = buildCnnSupernetGraph(TINY);
const { slots } = traceParameterMap(TINY);
const ALL_IDENTITY: Architecture = Array.from({ length: 8 * TINY.space.nodes }, (_, i) =>
  i % 2 === 0 ? 0 : 4,
);

describe.each(['normal', 'reduction'] as const)('a branch of the %s cells', (kind) => {
  const cells = [0, 1, 2, 3, 4].filter((i) => [1, 3].includes(i) === (kind === 'reduction'));

  test.each([0, 1, 2, 3, 4])('of node %i has separate weights for each input and operation', (node) => {
    for (const side of [0, 1]) {
      const position = (kind === 'normal' ? 0 : 4 * TINY.space.nodes) + 4 * node + 2 * side;
      for (const i of cells) {
        const name = `cell${i}/${node}/${side}/separable`;
        const index = slots.findIndex((slot) => slot.name === name);
        const rows = Array.from({ length: node + 2 }, (_, input) =>
          CNN_OPS.map((op, number) => {
            const architecture = ALL_IDENTITY.with(position, input).with(position + 1, number);
            return { op, row: route(architecture).rows[index] };
          }),
        ).flat();
        const weighed = rows.filter(({ op }) => op === 'sep3' || op === 'sep5').map(({ row }) => row);
        const others = rows.filter(({ op }) => op !== 'sep3' && op !== 'sep5').map(({ row }) => row);
        expect(new Set(weighed).size).toBe(2 * (node + 2));
        // One row is selected if the branch has no weights.
        expect(new Set(others).size).toBe(1);
        expect(weighed).not.toContain(others[0]);
      }
    }
  });
});

test('no two branches or cells share rows', () => {
  const architectures = Array.from({ length: TINY.space.nodes + 1 }, (_, input) =>
    [0, 1, 2, 4].map((op) =>
      ALL_IDENTITY.map((_, i) => {
        const node = Math.floor((i % (4 * TINY.space.nodes)) / 4);
        return i % 2 === 0 ? Math.min(input, node + 1) : op;
      }),
    ),
  ).flat();
  const owners = new Map<string, string>();
  for (const architecture of architectures) {
    const { rows } = route(architecture);
    slots.forEach(({ name, variable }, i) => {
      const row = `${variable}/${rows[i]}`;
      expect(owners.get(row) ?? name).toBe(name);
      owners.set(row, name);
    });
  }
});
