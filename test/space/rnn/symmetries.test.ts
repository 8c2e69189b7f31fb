import { stream } from '../../../src/random';
import { randomTwin } from '../../../src/search/nao/training-set';
import { rnnSpace } from '../../../src/space/rnn/space';
import { neighbourSwaps } from '../../../src/space/rnn/symmetries';
import { renumberings } from '../../support/space/rnn-orders';

test('two neighbours change places, and so do what reads them', () => {
  // 1 and 2 read 0, 3 reads 1, 4 reads 2.
  expect(neighbourSwaps([0, 0, 1, 0, 2, 1, 3, 2, 0])).toEqual([
    [0, 0, 2, 0, 1, 2, 3, 1, 0],
    [0, 0, 1, 1, 3, 0, 2, 3, 0],
    [0, 0, 1, 0, 2, 2, 0, 1, 3],
  ]);
});

test('a node stays after the one it reads: a chain has no twin', () => {
  expect(neighbourSwaps([0, 0, 1, 1, 2, 2, 3])).toEqual([]);
  expect(neighbourSwaps([2])).toEqual([]);
});

test('two nodes that are the same give no other text', () => {
  expect(neighbourSwaps([0, 0, 1, 0, 1])).toEqual([]);
});

test('single steps lead to every text of a cell, and to no other', () => {
  const space = rnnSpace(6);
  for (let i = 0; i < 40; i++) {
    const start = space.sample(stream(i, 'twins'));
    const reached = new Map([[space.format(start), start]]);
    for (const text of reached.values()) {
      for (const twin of neighbourSwaps(text)) reached.set(space.format(twin), twin);
    }
    expect([...reached.keys()].sort()).toEqual(renumberings(start));
  }
});

test('random twins come to every order within as many steps as the cell has twins', () => {
  const space = rnnSpace(4);
  const random = stream(1, 'twin');
  const cell = space.parse('0 0 0 0 1 0 2');
  const seen = new Set(Array.from({ length: 300 }, () => randomTwin(space, cell, random)?.join(' ')));
  // Of the six orders of three different nodes, one is three steps away, and two at most are taken.
  expect([...seen].sort()).toEqual(
    renumberings(cell)
      .filter((text) => text !== '0 0 2 0 1 0 0')
      .sort(),
  );
});
