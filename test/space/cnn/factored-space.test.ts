import fc from 'fast-check';
import { InputError } from '../../../src/errors';
import { createRandomStream } from '../../../src/random';
import { PAPER_OPS } from '../../../src/space/cnn/factored-ops';
import { createCnn11Space, createFactoredCnnSpace } from '../../../src/space/cnn/factored-space';
import type { Architecture } from '../../../src/space/space';
import { testSpace } from '../../conformance/space';

for (const nodes of [1, 2, 5, 12])
  testSpace(`the 11-op space of ${nodes} nodes`, () => createCnn11Space(nodes));
testSpace('a factored space small enough to enumerate', () =>
  createFactoredCnnSpace('small', 1, ['identity', 'conv1', 'conv3', 'max3', 'avg2']),
);

const five = createCnn11Space(5);

/** A text of one node: all branches except the first are the identity of input 0. */
function oneNode(branch: string): string {
  return `${branch} 0 0 1 0 0 1 0 0 1`;
}

test('createCnn11Space has the 60 tokens of NAO at B = 5: tokens 0 to 5 are inputs, 6 to 10 ops, 11 to 13 sizes', () => {
  expect(five.length).toBe(60);
  expect(five.vocabulary).toBe(14);
  expect(five.validTokens(0, undefined)).toEqual([0, 1]);
  expect(five.validTokens(1, 0)).toEqual([6, 7, 8, 9, 10]);
  expect(five.validTokens(27, 12)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(five.validTokens(30, 12)).toEqual([0, 1]);
});

test('validTokens allows the sizes of the op before: 11 combinations', () => {
  const sizes = five.validTokens(1, 0).map((op) => five.validTokens(2, op).map((token) => token - 10));
  expect(sizes).toEqual([[1], [1, 2, 3], [1, 2, 3], [2, 3], [2, 3]]);
  expect(sizes.flat()).toHaveLength(11);
});

test('createCnn11Space has the size of NAO: 11 ops and i + 1 inputs per branch of node i', () => {
  const cell = [2n, 3n, 4n, 5n, 6n].reduce((product, inputs) => product * (inputs * 11n) ** 2n, 1n);
  expect(five.size).toBe(cell * cell);
});

test('sample draws the 11 ops uniformly, not the kinds', () => {
  const random = createRandomStream(3, 'ops');
  const hits = new Map<string, number>();
  for (let i = 0; i < 2000; i++) {
    for (const { branches } of createCnn11Space(1).cells(createCnn11Space(1).sample(random)).normal.nodes) {
      for (const { op } of branches) hits.set(op, (hits.get(op) ?? 0) + 1);
    }
  }
  expect([...hits.keys()].sort()).toEqual([...PAPER_OPS].sort());
  const expected = 4000 / 11;
  const chiSquare = [...hits.values()].reduce((sum, each) => sum + (each - expected) ** 2 / expected, 0);
  // Exceeded once in 10,000 by 10 degrees of freedom.
  expect(chiSquare).toBeLessThan(35.6);
});

test('parse reads a branch as input, op and size', () => {
  const { normal, reduction } = createCnn11Space(2).cells(
    createCnn11Space(2).parse('0 1 3 1 3 2 2 2 1 0 0 1 1 4 3 0 2 3 1 1 1 1 1 2'),
  );
  expect(normal.nodes.map(({ branches }) => branches)).toEqual([
    [
      { input: 0, op: 'conv3' },
      { input: 1, op: 'max2' },
    ],
    [
      { input: 2, op: 'sep1' },
      { input: 0, op: 'identity' },
    ],
  ]);
  expect(normal.looseEnds).toEqual([3]);
  expect(reduction.nodes.flatMap(({ branches }) => branches.map(({ op }) => op))).toEqual([
    'avg3',
    'sep3',
    'conv1',
    'conv2',
  ]);
  expect(reduction.looseEnds).toEqual([2, 3]);
});

test.each([
  ['2 1 3 0 0 1', 'position 1: input 2, but node 2 of the normal cell may read 0 to 1'],
  [
    '0 5 3 0 0 1',
    'position 2: op 5, but the ops of node 2 of the normal cell are 0 (identity), 1 (convolution), 2 (separable), 3 (maxPool), 4 (avgPool)',
  ],
  ['0 3 1 0 0 1', 'position 3: size 1, but op 3 (maxPool) of node 2 of the normal cell has size 2 or 3'],
  ['0 0 3 0 0 1', 'position 3: size 3, but op 0 (identity) of node 2 of the normal cell has size 1'],
  ['0 1 3 0 0 x', 'position 6: size x, but op 0 (identity) of node 2 of the normal cell has size 1'],
])('parse rejects %s', (normal, message) => {
  expect(() => createCnn11Space(1).parse(`${normal} 0 0 1 0 0 1`)).toThrow(new InputError(message));
});

test('parse rejects another number of integers', () => {
  expect(() => five.parse(oneNode('0 1 3'))).toThrow(
    new InputError(
      'the architecture has 12 words, but cnn11 cells of 5 nodes have 60 integers: ' +
        "give 'input op size' for both branches of each node, normal cell first",
    ),
  );
});

test('fromTokens rejects tokens that are invalid at their position', () => {
  const tokens = five.toTokens(five.sample(createRandomStream(1, 'tokens')));
  expect(() => five.fromTokens(tokens.with(0, 6))).toThrow(RangeError);
  expect(() => five.fromTokens(tokens.with(1, 11))).toThrow(RangeError);
  // The identity has only size 1.
  expect(() => five.fromTokens(tokens.with(1, 6).with(2, 13))).toThrow(RangeError);
  expect(() => five.validTokens(60, 0)).toThrow(RangeError);
});

/** Reorders the nodes of each cell and swaps branches at random, which keeps the network. */
function rewrite(architecture: Architecture, nodes: number, seed: number): number[] {
  const random = createRandomStream(seed, 'rewrite');
  const half = architecture.length / 2;
  return [architecture.slice(0, half), architecture.slice(half)].flatMap((cell) => {
    const getBranch = (node: number, branch: number): number[] =>
      cell.slice(6 * node + 3 * branch, 6 * node + 3 * branch + 3);
    const numbers = new Map([
      [0, 0],
      [1, 1],
    ]);
    const left = Array.from({ length: nodes }, (_, node) => node);
    const out: number[] = [];
    while (left.length > 0) {
      const ready = left.filter((node) => [0, 1].every((branch) => numbers.has(getBranch(node, branch)[0])));
      const node = ready[Math.floor(random() * ready.length)];
      const order = random() < 0.5 ? [0, 1] : [1, 0];
      for (const branch of order) {
        const [input, kind, size] = getBranch(node, branch);
        out.push(numbers.get(input) ?? NaN, kind, size);
      }
      numbers.set(node + 2, numbers.size);
      left.splice(left.indexOf(node), 1);
    }
    return out;
  });
}

test('canonical returns an architecture and is invariant under rewriting', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (seed, order) => {
      const architecture = five.sample(createRandomStream(seed, 'canonical'));
      const key = five.canonical(architecture);
      expect(five.canonical(rewrite(architecture, 5, order))).toBe(key);
      expect(five.canonical(five.parse(key))).toBe(key);
    }),
  );
});

test('canonical distinguishes all 11 ops', () => {
  const one = createCnn11Space(1);
  const keys = PAPER_OPS.map((op) => one.canonical(one.parse(oneNode(formatBranch(op)))));
  expect(new Set(keys).size).toBe(11);
});

/** The text of a branch with the given op. */
function formatBranch(op: string): string {
  const side = Number(/\d/.exec(op)?.[0] ?? 1);
  const kind = ['identity', 'conv', 'sep', 'max', 'avg'].findIndex((name) => op.startsWith(name));
  return `1 ${kind} ${side}`;
}
