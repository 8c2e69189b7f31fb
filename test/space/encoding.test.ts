import { createCnnSpace } from '../../src/space/cnn/space';
import { encodeArchitecture } from '../../src/space/encoding';
import { createNasBench201Space } from '../../src/space/nasbench201/space';

const space = createNasBench201Space();

/** Edges 0-1, 0-2, 1-2, 0-3, 1-3, 2-3 as one-hot rows; paths 0-1-2-3, 0-1-3, 0-2-3, 0-3 as counts of skip, 1x1, 3x3, pool. */
function features(edges: readonly number[], ...paths: number[][]): number[] {
  return [...edges.flatMap((op) => [0, 1, 2, 3, 4].map((other) => (other === op ? 1 : 0))), ...paths.flat()];
}

const BROKEN = [0, 0, 0, 0];

test('a cell of nasbench201 is its live edges and what is on its paths', () => {
  expect(encodeArchitecture(space, [3, 2, 4, 1, 0, 3])).toEqual(
    features([3, 2, 4, 1, 0, 3], [0, 0, 2, 1], BROKEN, [0, 1, 1, 0], [1, 0, 0, 0]),
  );
});

test('edges on no path from input to output do not show', () => {
  expect(encodeArchitecture(space, [3, 4, 0, 2, 0, 0])).toEqual(
    features([0, 0, 0, 2, 0, 0], BROKEN, BROKEN, BROKEN, [0, 1, 0, 0]),
  );
  expect(encodeArchitecture(space, [0, 0, 4, 2, 3, 3])).toEqual(
    encodeArchitecture(space, [3, 4, 0, 2, 0, 0]),
  );
});

test('a space without features of its own has its tokens', () => {
  const cnn = createCnnSpace(1);
  const row = encodeArchitecture(cnn, cnn.parse('0 0 1 2 0 0 1 3'));
  expect(row).toHaveLength(cnn.length * cnn.vocabulary);
  expect(row.flatMap((value, i) => (value === 1 ? [i % cnn.vocabulary] : []))).toEqual([
    0, 2, 1, 4, 0, 2, 1, 5,
  ]);
});
