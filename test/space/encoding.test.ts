import { createRandomStream } from '../../src/random';
import { createCnn11Space } from '../../src/space/cnn/factored-space';
import { createCnnSpace } from '../../src/space/cnn/space';
import { encodeArchitecture } from '../../src/space/encoding';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { createRnnSpace } from '../../src/space/rnn/space';

const space = createNasBench201Space();

/** Features of a cell: edges 0-1, 0-2, 1-2, 0-3, 1-3, 2-3 as one-hot rows; paths 0-1-2-3, 0-1-3, 0-2-3, 0-3 as counts of skip, 1x1, 3x3, pool. */
function toFeatures(edges: readonly number[], ...paths: number[][]): number[] {
  return [...edges.flatMap((op) => [0, 1, 2, 3, 4].map((other) => (other === op ? 1 : 0))), ...paths.flat()];
}

const BROKEN = [0, 0, 0, 0];

test('encodeArchitecture encodes a nasbench201 cell as its live edges and the ops on its paths', () => {
  expect(encodeArchitecture(space, [3, 2, 4, 1, 0, 3])).toEqual(
    toFeatures([3, 2, 4, 1, 0, 3], [0, 0, 2, 1], BROKEN, [0, 1, 1, 0], [1, 0, 0, 0]),
  );
});

test('encodeArchitecture ignores edges on no path from input to output', () => {
  expect(encodeArchitecture(space, [3, 4, 0, 2, 0, 0])).toEqual(
    toFeatures([0, 0, 0, 2, 0, 0], BROKEN, BROKEN, BROKEN, [0, 1, 0, 0]),
  );
  expect(encodeArchitecture(space, [0, 0, 4, 2, 3, 3])).toEqual(
    encodeArchitecture(space, [3, 4, 0, 2, 0, 0]),
  );
});

test('encodeArchitecture falls back to one-hot tokens', () => {
  const cnn = createCnnSpace(1);
  const row = encodeArchitecture(cnn, cnn.parse('0 0 1 2 0 0 1 3'));
  expect(row).toHaveLength(cnn.length * cnn.vocabulary);
  expect(row.flatMap((value, i) => (value === 1 ? [i % cnn.vocabulary] : []))).toEqual([
    0, 2, 1, 4, 0, 2, 1, 5,
  ]);
});

test.each([
  ['cnn', createCnnSpace(5)],
  ['cnn11', createCnn11Space(5)],
  ['rnn', createRnnSpace(12)],
])('encodeGroups is equal for isomorphic architectures of space %s', (_, each) => {
  const random = createRandomStream(1, 'isomorphic');
  let renumbered = 0;
  for (let i = 0; i < 300; i++) {
    const architecture = each.sample(random);
    // The canonical form is the text of an isomorphic architecture with its nodes in another order.
    const canonical = each.parse(each.canonical(architecture));
    if (each.format(canonical) !== each.format(architecture)) renumbered += 1;
    expect(each.encodeGroups?.(canonical)).toEqual(each.encodeGroups?.(architecture));
  }
  expect(renumbered).toBeGreaterThan(250);
});
