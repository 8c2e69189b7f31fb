import { createRandomStream } from '../../../src/random';
import { sampleSymmetricArchitecture } from '../../../src/search/nao/training-set';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { listAdjacentNodeSwaps } from '../../../src/space/rnn/symmetries';
import { renumberings } from '../../support/space/rnn-orders';

test('two neighbors change places, and so do what reads them', () => {
  // 1 and 2 read 0, 3 reads 1, 4 reads 2.
  expect(listAdjacentNodeSwaps([0, 0, 1, 0, 2, 1, 3, 2, 0])).toEqual([
    [0, 0, 2, 0, 1, 2, 3, 1, 0],
    [0, 0, 1, 1, 3, 0, 2, 3, 0],
    [0, 0, 1, 0, 2, 2, 0, 1, 3],
  ]);
});

test('a node stays after the one it reads: a chain has no twin', () => {
  expect(listAdjacentNodeSwaps([0, 0, 1, 1, 2, 2, 3])).toEqual([]);
  expect(listAdjacentNodeSwaps([2])).toEqual([]);
});

test('two nodes that are the same give no other text', () => {
  expect(listAdjacentNodeSwaps([0, 0, 1, 0, 1])).toEqual([]);
});

test('single steps lead to every text of a cell, and to no other', () => {
  const space = createRnnSpace(6);
  for (let i = 0; i < 40; i++) {
    const start = space.sample(createRandomStream(i, 'twins'));
    const reached = new Map([[space.format(start), start]]);
    for (const text of reached.values()) {
      for (const twin of listAdjacentNodeSwaps(text)) reached.set(space.format(twin), twin);
    }
    expect([...reached.keys()].sort()).toEqual(renumberings(start));
  }
});

test('random twins come to every order within as many steps as the cell has twins', () => {
  const space = createRnnSpace(4);
  const random = createRandomStream(1, 'twin');
  const cell = space.parse('0 0 0 0 1 0 2');
  const seen = new Set(
    Array.from({ length: 300 }, () => sampleSymmetricArchitecture(space, cell, random)?.join(' ')),
  );
  // Of the six orders of three different nodes, one is three steps away, and two at most are taken.
  expect([...seen].sort()).toEqual(
    renumberings(cell)
      .filter((text) => text !== '0 0 2 0 1 0 0')
      .sort(),
  );
});
