import fc from 'fast-check';
import { createRandomStream, type Random, randomInteger, randomPermutation } from '../../../src/random';
import { canonicalizeCnnCell } from '../../../src/space/cnn/canonical';
import { listPermutations } from '../../support/space/permutations';

const key = (cell: readonly number[]): string => canonicalizeCnnCell(cell).join(' ');

/** Lists the cells of `nodes` nodes with ops 0 to `ops` - 1. */
function listCells(nodes: number, ops: number): number[][] {
  let cells: number[][] = [[]];
  for (let position = 0; position < 4 * nodes; position++) {
    const choices = position % 2 === 1 ? ops : Math.floor(position / 4) + 2;
    cells = cells.flatMap((cell) => Array.from({ length: choices }, (_, value) => [...cell, value]));
  }
  return cells;
}

function sampleCell(random: Random, nodes: number, ops: number): number[] {
  return Array.from({ length: 4 * nodes }, (_, position) =>
    randomInteger(random, position % 2 === 1 ? ops : Math.floor(position / 4) + 2),
  );
}

/** Renumbers node i as node newNumbers[i]; undefined if a node would read a later one. */
function renumber(cell: readonly number[], newNumbers: ArrayLike<number>): number[] | undefined {
  const moved = new Array<number>(cell.length);
  const number = (state: number): number => (state < 2 ? state : newNumbers[state - 2] + 2);
  for (let node = 0; node < cell.length / 4; node++) {
    for (const branch of [0, 2]) {
      const input = number(cell[4 * node + branch]);
      if (input >= newNumbers[node] + 2) return undefined;
      moved[4 * newNumbers[node] + branch] = input;
      moved[4 * newNumbers[node] + branch + 1] = cell[4 * node + branch + 1];
    }
  }
  return moved;
}

/** The oracle: the smallest text over all renumberings, with sorted branches. */
function bruteForceKey(cell: readonly number[], orders: readonly number[][]): string {
  const texts = orders.flatMap((newNumbers) => {
    const moved = renumber(cell, newNumbers);
    if (moved === undefined) return [];
    const rows = Array.from({ length: cell.length / 4 }, (_, node) =>
      [moved.slice(4 * node, 4 * node + 2).join(), moved.slice(4 * node + 2, 4 * node + 4).join()]
        .sort()
        .join(' '),
    );
    return [rows.join('; ')];
  });
  return texts.sort()[0];
}

function expectSameClasses(cells: readonly number[][], nodes: number): void {
  const orders = listPermutations(nodes);
  const canonicalOf = new Map<string, string>();
  for (const cell of cells) {
    const oracle = bruteForceKey(cell, orders);
    const canonical = key(cell);
    const known = canonicalOf.get(oracle);
    if (known !== undefined && known !== canonical) {
      throw new Error(`${cell.join(' ')} has key ${canonical}, an equal cell ${known}`);
    }
    canonicalOf.set(oracle, canonical);
  }
  expect(new Set(canonicalOf.values()).size).toBe(canonicalOf.size);
}

/** Puts the nodes in a random valid order and swaps the branches of random nodes. */
function shuffle(cell: readonly number[], random: Random): number[] {
  const nodes = cell.length / 4;
  const newNumbers = new Int32Array(nodes).fill(-1);
  // The next node is the first in a random order whose inputs are placed.
  for (let count = 0; count < nodes; count++) {
    const next = [...randomPermutation(random, nodes)].find(
      (node) =>
        newNumbers[node] < 0 &&
        [cell[4 * node], cell[4 * node + 2]].every((input) => input < 2 || newNumbers[input - 2] >= 0),
    );
    if (next === undefined) throw new Error('the cell has a loop');
    newNumbers[next] = count;
  }
  const moved = renumber(cell, newNumbers);
  if (moved === undefined) throw new Error('not a valid order');
  return Array.from({ length: nodes }, (_, node) => moved.slice(4 * node, 4 * node + 4)).flatMap(
    ([input1, op1, input2, op2]) =>
      random() < 0.5 ? [input1, op1, input2, op2] : [input2, op2, input1, op1],
  );
}

test('canonicalizeCnnCell agrees with brute force on every cell of two nodes', () => {
  expectSameClasses(listCells(2, 5), 2);
});

test('canonicalizeCnnCell agrees with brute force on every cell of three nodes and two ops', () => {
  expectSameClasses(listCells(3, 2), 3);
});

test('canonicalizeCnnCell agrees with brute force on every cell of four nodes and one op', () => {
  expectSameClasses(listCells(4, 1), 4);
});

test('canonicalizeCnnCell agrees with brute force on random cells of three and of five nodes', () => {
  const random = createRandomStream(1, 'cells');
  expectSameClasses(
    Array.from({ length: 3000 }, () => sampleCell(random, 3, 5)),
    3,
  );
  expectSameClasses(
    Array.from({ length: 400 }, () => sampleCell(random, 5, 1)),
    5,
  );
});

test.each([
  ['five nodes and five ops', 5, 5],
  ['twelve nodes and five ops', 12, 5],
  ['twelve nodes and one op', 12, 1],
])('canonicalizeCnnCell is invariant under rewriting of cells of %s', (_, nodes, ops) => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = createRandomStream(seed, 'shuffle');
      const cell = sampleCell(random, nodes, ops);
      expect(key(shuffle(cell, random))).toBe(key(cell));
    }),
    { numRuns: 100 },
  );
});

test('canonicalizeCnnCell returns a valid cell', () => {
  const random = createRandomStream(2, 'valid');
  for (let i = 0; i < 200; i++) {
    const canonical = canonicalizeCnnCell(sampleCell(random, 6, 5));
    expect(canonical).toHaveLength(24);
    for (let position = 0; position < 24; position += 2) {
      expect(canonical[position]).toBeLessThan(Math.floor(position / 4) + 2);
    }
  }
});

test('canonicalizeCnnCell distinguishes reading one of two equal nodes twice from reading each once', () => {
  const equalNodes = [0, 0, 1, 0, 0, 0, 1, 0];
  expect(key([...equalNodes, 2, 0, 3, 0])).not.toBe(key([...equalNodes, 2, 0, 2, 0]));
});

test("canonicalizeCnnCell distinguishes the cell's two inputs", () => {
  expect(key([0, 0, 0, 1])).not.toBe(key([1, 0, 1, 1]));
});

describe('canonicalizeCnnCell with many equal nodes', () => {
  const alike = (count: number): number[] => Array.from({ length: count }, () => [0, 0, 1, 0]).flat();
  /** Nodes that each read a pair of earlier states. */
  const readers = (pairs: string): number[] =>
    pairs.split(' ').flatMap((pair) => {
      const [a, b] = pair.split('-').map(Number);
      return [a, 0, b, 0];
    });

  const hexagon = [...alike(6), ...readers('2-3 3-4 4-5 5-6 6-7 7-2')];
  const triangles = [...alike(6), ...readers('2-3 3-4 4-2 5-6 6-7 7-5')];
  const pairs = [...alike(8), ...readers('2-3 4-5 6-7 8-9')];

  test.each([
    ['twelve equal nodes', alike(12)],
    ['six read around a ring', hexagon],
    ['six read in two triangles', triangles],
    ['eight read in pairs', pairs],
  ])('is invariant for %s', (_, cell) => {
    const random = createRandomStream(3, 'alike');
    for (let i = 0; i < 5; i++) expect(key(shuffle(cell, random))).toBe(key(cell));
  });

  test('distinguishes a ring of six from two triangles, which color refinement cannot', () => {
    expect(key(hexagon)).not.toBe(key(triangles));
  });
});
