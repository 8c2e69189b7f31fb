import { INTEGERS_PER_NODE } from '../../../src/space/cnn/cells';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { listBranchSwaps } from '../../../src/space/cnn/symmetries';
import { NAONET_WS } from '../../support/space/published-cells';

test('listBranchSwaps swaps the branches of one node at a time, in text order', () => {
  expect(listBranchSwaps([0, 1, 0, 4, 1, 2, 0, 3], INTEGERS_PER_NODE)).toEqual([
    [0, 4, 0, 1, 1, 2, 0, 3],
    [0, 1, 0, 4, 0, 3, 1, 2],
  ]);
});

test('listBranchSwaps skips nodes with two equal branches', () => {
  expect(listBranchSwaps([0, 1, 0, 1, 1, 2, 0, 3], INTEGERS_PER_NODE)).toEqual([[0, 1, 0, 1, 0, 3, 1, 2]]);
  const only = [0, 1, 0, 1, 1, 2, 1, 2];
  expect(listBranchSwaps(only, INTEGERS_PER_NODE)).toEqual([]);
});

test('listBranchSwaps finds eight for NAONet-WS, whose other two nodes have equal branches', () => {
  expect(listBranchSwaps(createCnnSpace(5).parse(NAONET_WS), INTEGERS_PER_NODE)).toHaveLength(8);
});

test('listBranchSwaps swaps whole branches of three integers', () => {
  expect(listBranchSwaps([0, 1, 3, 1, 4, 2, 0, 0, 1, 0, 0, 1], 6)).toEqual([
    [1, 4, 2, 0, 1, 3, 0, 0, 1, 0, 0, 1],
  ]);
});
