import { toCnnCells } from '../../../src/space/cnn/cells';
import { computeNetworkCost, PAPER_NETWORK } from '../../../src/space/cnn/counts';
import { createCnn11Space } from '../../../src/space/cnn/factored-space';
import { encodeCnnGroups } from '../../../src/space/cnn/graph-features';
import { CNN_OPS } from '../../../src/space/cnn/ops';
import { measureSignal } from '../../../src/space/cnn/signal';
import { createCnnSpace } from '../../../src/space/cnn/space';

const [SEP3, SEP5, AVG3, MAX3, IDENTITY] = [0, 1, 2, 3, 4];

/*
 * Node 2: sep5 of input 0, avg3 of input 0. Node 3: sep3 of node 2, max3 of input 1. Node 4: identity of node 2, identity of
 * input 0. Loose ends: nodes 3 and 4.
 */
const NORMAL = [0, SEP5, 0, AVG3, 2, SEP3, 1, MAX3, 2, IDENTITY, 0, IDENTITY];
/* Node 2: max3 of input 0, twice. Nodes 3 and 4 read node 2 only. Loose ends: input 1, nodes 3 and 4. */
const REDUCTION = [0, MAX3, 0, MAX3, 2, SEP3, 2, SEP3, 2, AVG3, 2, AVG3];

test('encodeCnnGroups encodes operations, places, paths, output and cost', () => {
  const cells = toCnnCells([...NORMAL, ...REDUCTION]);
  const groups = encodeCnnGroups(cells, CNN_OPS);
  expect(groups.slice(0, 6)).toEqual([
    // sep3, sep5, avg3, max3, identity
    [1, 1, 1, 1, 2],
    // The same on input 0, on input 1 and on nodes.
    [0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1],
    [
      // From input 0: sep5 sep3, avg3 sep3, sep5 identity, avg3 identity, and identity alone.
      ...[2, 1, 9 / 5],
      ...[2, 0, 4 / 5],
      ...[1, 0, 2 / 5],
      // A separable convolution is applied twice: sep5 adds 8 pixels, sep3 4, pooling 2.
      ...[12, 0, (12 + 6 + 8 + 2 + 0) / 5],
      Math.log(5),
      // From input 1: max3 into node 3.
      ...[1, 1, 1],
      ...[0, 0, 0],
      ...[1, 1, 1],
      ...[2, 2, 2],
      Math.log(1),
    ],
    // Nodes 3 and 4 are in the output, no input is; node 2 is read twice.
    [2, 0, 0, 0, 1, 0],
    [
      // Nodes 3 and 4 have half of the output each, and each of their branches a quarter. Node 2 has two quarters.
      ...[0, 1 / 4, 1 / 4, 0, 1 / 4],
      ...[0, 0, 0, 1 / 4, 0],
      ...[1 / 4, 0, 0, 0, 1 / 4],
    ],
    [
      // Rows: operation. Columns: input 0, input 1, then the operations of the node that is read.
      ...[0, 0, 0, 1 / 2, 1 / 2, 0, 0],
      ...[1, 0, 0, 0, 0, 0, 0],
      ...[1, 0, 0, 0, 0, 0, 0],
      ...[0, 1, 0, 0, 0, 0, 0],
      ...[1, 0, 0, 1 / 2, 1 / 2, 0, 0],
    ],
  ]);
  expect(groups.slice(6, 12)).toEqual([
    [2, 0, 2, 2, 0],
    [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0],
    [
      // From input 0: 2 * 2 paths max3 sep3, 2 * 2 paths max3 avg3.
      ...[2, 2, 2],
      ...[1, 0, 1 / 2],
      ...[2, 1, 3 / 2],
      ...[6, 4, 5],
      Math.log(8),
      // Input 1 is a loose end: an empty path.
      ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      0,
    ],
    // Two nodes and input 1 are in the output; node 2 is read four times.
    [2, 0, 1, 0, 0, 1],
    [
      // Input 1, node 3 and node 4 have a third of the output each.
      ...[0, 0, 0, 2 / 3, 0],
      ...[0, 0, 0, 0, 0],
      ...[1 / 3, 0, 1 / 3, 0, 0],
    ],
    [
      ...[0, 0, 0, 0, 0, 2, 0],
      ...[0, 0, 0, 0, 0, 0, 0],
      ...[0, 0, 0, 0, 0, 2, 0],
      ...[2, 0, 0, 0, 0, 0, 0],
      ...[0, 0, 0, 0, 0, 0, 0],
    ],
  ]);
  const { parameters, multiplyAdds } = computeNetworkCost(cells, PAPER_NETWORK);
  expect(groups.slice(12)).toEqual([[Math.log(parameters), Math.log(multiplyAdds)], measureSignal(cells)]);
});

test('encodeCnnGroups counts the 11 operations of space cnn11', () => {
  const space = createCnn11Space(1);
  // The normal cell adds conv3 of input 0 and avg2 of input 1.
  const groups = space.encodeGroups?.(space.parse('0 1 3 1 4 2 0 0 1 1 0 1')) ?? [];
  expect(groups.map((group) => group.length)).toEqual([
    ...[11, 33, 26, 6, 33, 143],
    ...[11, 33, 26, 6, 33, 143],
    2,
    20,
  ]);
  expect(groups[0].flatMap((count, op) => (count > 0 ? [op] : []))).toEqual([3, 9]);
});

test('encodeCnnGroups measures the deepest cells without listing their paths', () => {
  const space = createCnnSpace(12);
  // Both branches of every node read the state before it: 2^12 paths from input 1.
  const cell = Array.from({ length: 12 }, (_, node) => [node + 1, SEP3, node + 1, SEP3]).flat();
  const groups = space.encodeGroups?.([...cell, ...cell]) ?? [];
  const fromInput1 = groups[2].slice(13);
  expect(fromInput1).toEqual([12, 12, 12, 12, 12, 12, 0, 0, 0, 48, 48, 48, Math.log(4096)]);
});
