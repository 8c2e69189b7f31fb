import { toCnnCells } from '../../../src/space/cnn/cells';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { ENAS_MICRO, NAONET_WS } from '../../support/space/published-cells';

test('toCnnCells builds NAONet-WS as in the paper', () => {
  const { normal, reduction } = toCnnCells(createCnnSpace(5).parse(NAONET_WS));
  expect(normal.nodes).toHaveLength(5);
  expect(normal.nodes[0].branches).toEqual([
    { input: 0, op: 'sep5' },
    { input: 0, op: 'identity' },
  ]);
  expect(normal.nodes[1].branches).toEqual([
    { input: 2, op: 'avg3' },
    { input: 1, op: 'max3' },
  ]);
  expect(normal.nodes[2].branches.map((branch) => branch.op)).toEqual(['sep3', 'sep3']);
  expect(normal.looseEnds).toEqual([3, 4, 5, 6]);
  expect(reduction.looseEnds).toEqual([3, 4, 5, 6]);
});

test('toCnnCells builds ENAS-micro, whose normal cell reads no node', () => {
  const { normal, reduction } = toCnnCells(createCnnSpace(5).parse(ENAS_MICRO));
  expect(normal.looseEnds).toEqual([2, 3, 4, 5, 6]);
  expect(reduction.looseEnds).toEqual([2, 4, 5, 6]);
});

test('toCnnCells counts unread inputs as loose ends', () => {
  const { normal, reduction } = toCnnCells([0, 0, 0, 1, 1, 2, 1, 3]);
  expect(normal.looseEnds).toEqual([1, 2]);
  expect(reduction.looseEnds).toEqual([0, 2]);
});

test('toCnnCells finds the last node and the unread input as loose ends of a chain', () => {
  const cell = [0, 0, 0, 0, 2, 0, 2, 0, 3, 0, 3, 0];
  expect(toCnnCells([...cell, ...cell]).normal.looseEnds).toEqual([1, 4]);
});
