import { findNeighbors } from '../../src/search/neighbors';
import { createCnnSpace } from '../../src/space/cnn/space';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { staircase } from '../support/controller/fixture';

test('a cell of nasbench201 has four neighbors on each of six edges', () => {
  const all = findNeighbors(createNasBench201Space(), [0, 1, 2, 3, 4, 0]);
  expect(all.map((edge) => edge.length)).toEqual([4, 4, 4, 4, 4, 4]);
  expect(all[1]).toEqual([0, 2, 3, 4].map((op) => [0, op, 2, 3, 4, 0]));
});

test('a node may read any earlier state instead', () => {
  const space = createCnnSpace(2);
  const all = findNeighbors(space, space.parse('0 0 0 1 0 0 2 3 0 4 1 2 0 0 2 0'));
  // Inputs: one other of two, two others of three; operations: four others of five.
  expect(all.map((each) => each.length)).toEqual([1, 4, 1, 4, 2, 4, 2, 4, 1, 4, 1, 4, 2, 4, 2, 4]);
});

test('a token changes only where the next one may still follow', () => {
  // Each token goes one or two up around five: between 0 and 2 stands 1 alone, between 0 and 3 stand 1 and 2.
  const all = findNeighbors(staircase, [0, 1, 2, 4, 0, 1, 3, 4]);
  expect(all.map((each) => each.map((tokens) => tokens.join(' ')))).toEqual([
    [],
    [],
    ['0 1 3 4 0 1 3 4'],
    ['0 1 2 3 0 1 3 4'],
    [],
    ['0 1 2 4 0 2 3 4'],
    ['0 1 2 4 0 1 2 4'],
    ['0 1 2 4 0 1 3 0'],
  ]);
});
