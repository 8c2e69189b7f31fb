import fc from 'fast-check';
import { encodeCellGroups } from '../../../src/space/nasbench201/graph-features';
import { measureSignal } from '../../../src/space/nasbench201/signal';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';

const space = createNasBench201Space();
const [NONE, SKIP, CONV1, CONV3, POOL] = [0, 1, 2, 3, 4];

/** Non-zero entries by index. */
function findNonZero(numbers: readonly number[]): Record<number, number> {
  return Object.fromEntries(numbers.flatMap((number, index) => (number === 0 ? [] : [[index, number]])));
}

test('encodeCellGroups counts two intact paths and ignores edges that lead nowhere', () => {
  // Edges 0-1, 0-2, 1-2, 0-3, 1-3, 2-3: the paths are 0-1-2-3 (3x3, 1x1, pool) and 0-3 (skip).
  const [totals, extents, sequences] = encodeCellGroups([CONV3, NONE, CONV1, SKIP, NONE, POOL]);
  expect(totals).toEqual([1, 1, 1, 1]);
  // Maximum, minimum, mean of convolutions, of 3x3 convolutions, of poolings, of all but skips; number of paths.
  expect(extents).toEqual([2, 0, 1, 1, 0, 0.5, 1, 0, 0.5, 3, 0, 1.5, 2]);
  // 40 sequences: the empty one, 3 of one, 9 of two, 27 of three operations in the order 1x1, 3x3, pool.
  expect(sequences).toHaveLength(40);
  expect(findNonZero(sequences)).toEqual({ 0: 1, [13 + 9 * 1 + 3 * 0 + 2]: 1 });
  const dead = encodeCellGroups([CONV3, CONV3, NONE, SKIP, NONE, NONE]);
  expect(dead).toEqual(encodeCellGroups([NONE, NONE, NONE, SKIP, NONE, NONE]));
});

test('encodeCellGroups leaves skips out of sequences', () => {
  const [, , direct] = encodeCellGroups([NONE, NONE, NONE, CONV1, NONE, NONE]);
  const [, , around] = encodeCellGroups([SKIP, NONE, SKIP, NONE, NONE, CONV1]);
  expect(around).toEqual(direct);
  expect(findNonZero(direct)).toEqual({ 1: 1 });
});

test('encodeCellGroups measures the gain over all paths', () => {
  // Paths: 3x3, 1x1, pool with gain 3 or 1, and skip with gain 1.
  const [, , , , gains] = encodeCellGroups([CONV3, NONE, CONV1, SKIP, NONE, POOL]);
  expect(gains[0]).toBeCloseTo(Math.log(4.01), 12);
  expect(gains[1]).toBeCloseTo(Math.log(2.01), 12);
});

test('encodeCellGroups counts nothing in a cell without a path', () => {
  const [totals, extents, sequences, signal, gains] = encodeCellGroups([
    CONV3,
    CONV3,
    POOL,
    NONE,
    NONE,
    NONE,
  ]);
  expect([totals, extents, sequences].flat()).toEqual(Array<number>(57).fill(0));
  expect(signal).toEqual(measureSignal([NONE, NONE, NONE, NONE, NONE, NONE]));
  expect(gains).toEqual([Math.log(0.01), Math.log(0.01)]);
});

test('encodeCellGroups is equal for symmetric cells', () => {
  const tokens = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(tokens, (drawn) => {
      const cell = drawn.with(2, NONE);
      for (const swapped of space.symmetries(cell))
        expect(encodeCellGroups(swapped)).toEqual(encodeCellGroups(cell));
    }),
  );
});
