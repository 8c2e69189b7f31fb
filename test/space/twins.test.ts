import { stream } from '../../src/random';
import { cnnSpace } from '../../src/space/cnn';
import { singleSwaps, symmetricTwin } from '../../src/space/twins';
import { NAONET_WS } from './published';

test('swaps the branches of one node at a time, in the order of the text', () => {
  expect(singleSwaps([0, 1, 0, 4, 1, 2, 0, 3])).toEqual([
    [0, 4, 0, 1, 1, 2, 0, 3],
    [0, 1, 0, 4, 0, 3, 1, 2],
  ]);
});

test('a node with two equal branches has no twin', () => {
  expect(singleSwaps([0, 1, 0, 1, 1, 2, 0, 3])).toEqual([[0, 1, 0, 1, 0, 3, 1, 2]]);
  const only = [0, 1, 0, 1, 1, 2, 1, 2];
  expect(singleSwaps(only)).toEqual([]);
  expect(symmetricTwin(only, stream(1, 'twin'))).toEqual(only);
});

test('NAONet-WS has eight: two of its ten nodes have equal branches', () => {
  expect(singleSwaps(cnnSpace(5).parse(NAONET_WS))).toHaveLength(8);
});

test('a random twin is another text of the same network', () => {
  const space = cnnSpace(5);
  for (let i = 0; i < 200; i++) {
    const architecture = space.sample(stream(i, 'architecture'));
    const twin = symmetricTwin(architecture, stream(i, 'twin'));
    expect(twin).not.toEqual(architecture);
    expect(space.canonical(twin)).toBe(space.canonical(architecture));
    expect(symmetricTwin(architecture, stream(i, 'twin'))).toEqual(twin);
  }
});

test('each of the three twins of two nodes is as likely', () => {
  const random = stream(4, 'twin');
  const hits = new Map<string, number>();
  for (let i = 0; i < 3000; i++) {
    const twin = symmetricTwin([0, 1, 0, 4, 1, 2, 0, 3], random).join(' ');
    hits.set(twin, (hits.get(twin) ?? 0) + 1);
  }
  expect(hits.size).toBe(3);
  // 1000 expected, standard deviation 26.
  for (const count of hits.values()) expect(Math.abs(count - 1000)).toBeLessThan(105);
});

test('can swap every one of 24 nodes', () => {
  const architecture = Array.from({ length: 24 }, () => [0, 0, 1, 0]).flat();
  const random = stream(5, 'twin');
  const swapped = new Set<number>();
  for (let i = 0; i < 50; i++) {
    symmetricTwin(architecture, random).forEach(
      (value, at) => value !== architecture[at] && swapped.add(at >> 2),
    );
  }
  expect(swapped.size).toBe(24);
});
