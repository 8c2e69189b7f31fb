import fc from 'fast-check';
import { createRandomStream } from '../../../src/random';
import { canonicalizeRnnCell } from '../../../src/space/rnn/canonical';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { listRenumberings, listTexts, shuffle } from '../../support/space/rnn-orders';

const key = (text: readonly number[]): string => canonicalizeRnnCell(text).join(' ');

test.each([
  [1, 4],
  [2, 4],
  [3, 4],
  [4, 2],
  [5, 1],
])(
  'canonicalizeRnnCell agrees with brute force on every cell of %i nodes and %i activations',
  (nodes, activations) => {
    const keyOf = new Map<string, string>();
    for (const text of listTexts(nodes, activations)) {
      const [oracle] = listRenumberings(text);
      const known = keyOf.get(oracle) ?? key(text);
      expect(key(text)).toBe(known);
      keyOf.set(oracle, known);
    }
    expect(new Set(keyOf.values()).size).toBe(keyOf.size);
  },
);

// One activation: unlabeled rooted trees (Cayley's numbers). Four: 4 roots over the multisets of smaller trees, so 4;
// 4 * 4; 4 * (16 + 10); 4 * (104 + 16 * 4 + 20).
test.each([
  [1, [1, 1, 2, 4, 9, 20, 48]],
  [4, [4, 16, 104, 752]],
])(
  'canonicalizeRnnCell has as many forms with %i activations as there are rooted trees',
  (activations, counts) => {
    const found = counts.map((_, i) => new Set(listTexts(i + 1, activations).map(key)).size);
    expect(found).toEqual(counts);
  },
);

test('canonicalizeRnnCell is invariant under reordering of twelve nodes and returns a text of the cell', () => {
  const space = createRnnSpace(12);
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = createRandomStream(seed, 'shuffle');
      const cell = space.sample(random);
      expect(space.canonical(shuffle(cell, random))).toBe(space.canonical(cell));
      const canonical = space.parse(space.canonical(cell));
      expect(space.canonical(canonical)).toBe(space.format(canonical));
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['the activations of a node and of the one it reads', [0, 0, 1, 1, 2], [0, 0, 2, 1, 1]],
  ['a chain and a fork', [0, 0, 0, 1, 0], [0, 0, 0, 0, 0]],
  ['the activation of node 0', [0, 0, 1], [1, 0, 1]],
  ['which of two equal nodes is read', [0, 0, 1, 0, 2, 1, 3], [0, 0, 1, 0, 2, 2, 3]],
])('canonicalizeRnnCell distinguishes %s', (_, one, other) => {
  expect(key(one)).not.toBe(key(other));
});

test('canonicalizeRnnCell orders subtrees that differ only in their leaves', () => {
  // Nodes 1 and 2 read node 0; node 3 reads one of them with another activation.
  expect(key([0, 0, 1, 0, 1, 1, 2])).toBe(key([0, 0, 1, 0, 1, 2, 2]));
});
