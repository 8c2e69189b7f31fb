import { findNeighbors } from '../../src/search/neighbors';
import { createCnnSpace } from '../../src/space/cnn/space';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { staircase } from '../support/controller/fixture';

test('findNeighbors returns four neighbors for each of the six edges of a nasbench201 cell', () => {
  const all = findNeighbors(createNasBench201Space(), [0, 1, 2, 3, 4, 0]);
  expect(all.map((edge) => edge.length)).toEqual([4, 4, 4, 4, 4, 4]);
  expect(all[1]).toEqual([0, 2, 3, 4].map((op) => [0, op, 2, 3, 4, 0]));
});

test('findNeighbors changes the inputs and the operations of a cnn cell', () => {
  const space = createCnnSpace(2);
  const all = findNeighbors(space, space.parse('0 0 0 1 0 0 2 3 0 4 1 2 0 0 2 0'));
  // Inputs: one other of two, then two others of three. Operations: four others of five.
  expect(all.map((each) => each.length)).toEqual([1, 4, 1, 4, 2, 4, 2, 4, 1, 4, 1, 4, 2, 4, 2, 4]);
});

test('findNeighbors changes a token only if the next token stays valid', () => {
  // Each token is one or two above the previous one, modulo five. Only 1 fits between 0 and 2, and 1 or 2
  // between 0 and 3.
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
