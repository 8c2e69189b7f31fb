import { cnnSpace } from '../../../src/space/cnn/space';
import { cnnCells } from '../../../src/space/cnn/cells';
import { ENAS_MICRO, NAONET_WS } from '../../support/space/published-cells';

test('reads NAONet-WS as in the paper', () => {
  const { normal, reduction } = cnnCells(cnnSpace(5).parse(NAONET_WS));
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
  expect(normal.loose).toEqual([3, 4, 5, 6]);
  expect(reduction.loose).toEqual([3, 4, 5, 6]);
});

test('reads ENAS micro, whose normal cell uses no node twice', () => {
  const { normal, reduction } = cnnCells(cnnSpace(5).parse(ENAS_MICRO));
  expect(normal.loose).toEqual([2, 3, 4, 5, 6]);
  expect(reduction.loose).toEqual([2, 4, 5, 6]);
});

test("a cell's inputs are loose where no branch reads them", () => {
  const { normal, reduction } = cnnCells([0, 0, 0, 1, 1, 2, 1, 3]);
  expect(normal.loose).toEqual([1, 2]);
  expect(reduction.loose).toEqual([0, 2]);
});

test('a chain has only its last node and the unread input loose', () => {
  const cell = [0, 0, 0, 0, 2, 0, 2, 0, 3, 0, 3, 0];
  expect(cnnCells([...cell, ...cell]).normal.loose).toEqual([1, 4]);
});
