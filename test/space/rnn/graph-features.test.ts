import { encodeRnnGroups } from '../../../src/space/rnn/graph-features';
import { measureSignal } from '../../../src/space/rnn/signal';
import { listTreeNodes } from '../../../src/space/rnn/tree';

const [TANH, RELU, SIGMOID, IDENTITY] = [0, 1, 2, 3];

test('encodeRnnGroups encodes activations, depths, shape, paths and pairs', () => {
  /*
   * 0 tanh -- 1 relu -- 2 relu -- 3 sigmoid -- 4 identity -- 5 tanh
   *        \- 6 sigmoid
   * The nodes without readers are 5 (depth 5) and 6 (depth 1).
   */
  const cell = [TANH, 0, RELU, 1, RELU, 2, SIGMOID, 3, IDENTITY, 4, TANH, 0, SIGMOID];
  expect(encodeRnnGroups(cell)).toEqual([
    [2, 2, 2, 1],
    [
      ...[1, 0, 0, 0], // depth 0
      ...[0, 1, 1, 0],
      ...[0, 1, 0, 0],
      ...[0, 0, 1, 0],
      ...[1, 0, 0, 1], // depths 4 and 5
      ...[1, 0, 1, 0], // without readers
    ],
    [5, 1, 3, (0 + 1 + 2 + 3 + 4 + 5 + 1) / 7, 2, 4, 1, 0],
    [
      ...[2, 1, 1.5], // tanh
      ...[2, 0, 1],
      ...[1, 1, 1],
      ...[1, 0, 0.5], // identity
    ],
    [
      // Rows: activation that is read. Columns: activation that reads.
      ...[0, 1, 1, 0],
      ...[0, 1, 1, 0],
      ...[0, 0, 0, 1],
      ...[1, 0, 0, 0],
    ],
    measureSignal(listTreeNodes(cell)),
  ]);
});

test('encodeRnnGroups encodes a cell of one node', () => {
  expect(encodeRnnGroups([RELU])).toEqual([
    [0, 1, 0, 0],
    [0, 1, ...Array<number>(19).fill(0), 1, 0, 0],
    [0, 0, 0, 0, 1, 0, 0, 0],
    [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0],
    Array(16).fill(0),
    measureSignal(listTreeNodes([RELU])),
  ]);
});
