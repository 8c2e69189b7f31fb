import { createRandomStream } from '../../../src/random';
import { sampleSymmetricArchitecture } from '../../../src/search/nao/epoch-examples';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { listAdjacentNodeSwaps } from '../../../src/space/rnn/symmetries';
import { listRenumberings } from '../../support/space/rnn-orders';

test('listAdjacentNodeSwaps swaps two adjacent nodes and renumbers the inputs of their readers', () => {
  // 1 and 2 read 0, 3 reads 1, 4 reads 2.
  expect(listAdjacentNodeSwaps([0, 0, 1, 0, 2, 1, 3, 2, 0])).toEqual([
    [0, 0, 2, 0, 1, 2, 3, 1, 0],
    [0, 0, 1, 1, 3, 0, 2, 3, 0],
    [0, 0, 1, 0, 2, 2, 0, 1, 3],
  ]);
});

test('listAdjacentNodeSwaps finds none for a chain', () => {
  expect(listAdjacentNodeSwaps([0, 0, 1, 1, 2, 2, 3])).toEqual([]);
  expect(listAdjacentNodeSwaps([2])).toEqual([]);
});

test('listAdjacentNodeSwaps skips swaps of equal nodes', () => {
  expect(listAdjacentNodeSwaps([0, 0, 1, 0, 1])).toEqual([]);
});

test('listAdjacentNodeSwaps leads step by step to exactly the texts of the cell', () => {
  const space = createRnnSpace(6);
  for (let i = 0; i < 40; i++) {
    const start = space.sample(createRandomStream(i, 'twins'));
    const reached = new Map([[space.format(start), start]]);
    for (const text of reached.values()) {
      for (const swap of listAdjacentNodeSwaps(text)) reached.set(space.format(swap), swap);
    }
    expect([...reached.keys()].sort()).toEqual(listRenumberings(start));
  }
});

test('sampleSymmetricArchitecture takes at most as many steps as the cell has swaps', () => {
  const space = createRnnSpace(4);
  const random = createRandomStream(1, 'twin');
  const cell = space.parse('0 0 0 0 1 0 2');
  const seen = new Set(
    Array.from({ length: 300 }, () => sampleSymmetricArchitecture(space, cell, random)?.join(' ')),
  );
  // One of the six orders of three different nodes is three steps away, and the cell has two swaps.
  expect([...seen].sort()).toEqual(
    listRenumberings(cell)
      .filter((text) => text !== '0 0 2 0 1 0 0')
      .sort(),
  );
});
