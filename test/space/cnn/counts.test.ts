import { toCnnCells } from '../../../src/space/cnn/cells';
import { computeNetworkCost, type NetworkSize, PAPER_NETWORK } from '../../../src/space/cnn/counts';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { describeNetworkCost } from '../../../src/space/network-cost';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { NAONET_WS } from '../../support/space/published-cells';

const SIZE: NetworkSize = {
  cellsPerStack: 1,
  channels: 2,
  height: 4,
  width: 4,
  imageChannels: 1,
  classes: 3,
  cellOutput: 'projected',
};

/** Cells of one node without parameters. */
const NORMAL = [0, 4, 1, 4];
const REDUCTION = [0, 2, 1, 3];

/*
 * Computed by hand, per part: weights + batch norm, and weights * positions.
 *
 * stem       3x3, 1 to 6 channels          54 + 12      54 * 16
 * 0 normal   two inputs 6 to 2        2 * (12 + 4)  2 * 12 * 16    output  4 + 4    4 * 16
 * 1 reduce   stem 6 to 4                   24 + 8       24 * 16
 *            cell 0, 2 to 4                 8 + 8        8 * 16    output 16 + 8   16 * 4
 * 2 normal   cell 0 halved, 2 to 4          8 + 8        8 * 4     output 16 + 8   16 * 4
 * 3 reduce   two inputs 4 to 8        2 * (32 + 16)  2 * 32 * 4    output 64 + 16  64 * 1
 * 4 normal   cell 2 halved, 4 to 8         32 + 16      32 * 1     output 64 + 16  64 * 1
 * classifier 8 to 3, with bias             24 + 3       24
 */
const BASE = { parameters: 549, multiplyAdds: 2424 };

test('computeNetworkCost counts a network of one-node cells', () => {
  expect(computeNetworkCost(toCnnCells([...NORMAL, ...REDUCTION]), SIZE)).toEqual(BASE);
});

test('computeNetworkCost rounds odd sizes up', () => {
  // Positions 25, 9, 4 instead of 16, 4, 1.
  const multiplyAdds = (54 + 2 * 12 + 4 + 24 + 8) * 25 + (16 + 8 + 16 + 2 * 32) * 9 + (64 + 32 + 64) * 4 + 24;
  expect(computeNetworkCost(toCnnCells([...NORMAL, ...REDUCTION]), { ...SIZE, height: 5, width: 5 })).toEqual(
    {
      parameters: BASE.parameters,
      multiplyAdds,
    },
  );
});

test.each([
  // Twice depthwise + pointwise + batch norm, at 2, 4 and 8 channels on 16, 4 and 1 positions.
  [
    'a separable 3x3 in the normal cell',
    [0, 0, 1, 4],
    REDUCTION,
    2 * (18 + 4 + 4) + 2 * (36 + 16 + 8) + 2 * (72 + 64 + 16),
    2 * (18 + 4) * 16 + 2 * (36 + 16) * 4 + 2 * (72 + 64),
  ],
  [
    'a separable 5x5 in the normal cell',
    [0, 4, 1, 1],
    REDUCTION,
    2 * (50 + 4 + 4) + 2 * (100 + 16 + 8) + 2 * (200 + 64 + 16),
    2 * (50 + 4) * 16 + 2 * (100 + 16) * 4 + 2 * (200 + 64),
  ],
  ['pooling in the normal cell', [0, 2, 1, 3], REDUCTION, 0, 0],
  // Both convolutions work at the halved size.
  [
    'a separable 5x5 in the reduction cell',
    NORMAL,
    [0, 1, 1, 3],
    2 * (100 + 16 + 8) + 2 * (200 + 64 + 16),
    2 * (100 + 16) * 4 + 2 * (200 + 64),
  ],
  ['an identity with stride 2', NORMAL, [0, 4, 1, 3], 16 + 8 + 64 + 16, 16 * 4 + 64],
  ['an unread input of the normal cell', [0, 4, 0, 4], REDUCTION, 4 + 16 + 64, 4 * 16 + 16 * 4 + 64],
  // A factorized reduction, then the 1x1 convolution.
  [
    'an unread input of the reduction cell',
    NORMAL,
    [0, 2, 0, 3],
    16 + 8 + 16 + (64 + 16 + 64),
    (16 + 16) * 4 + (64 + 64),
  ],
])('computeNetworkCost counts %s', (_, normal, reduction, parameters, multiplyAdds) => {
  expect(computeNetworkCost(toCnnCells([...normal, ...reduction]), SIZE)).toEqual({
    parameters: BASE.parameters + parameters,
    multiplyAdds: BASE.multiplyAdds + multiplyAdds,
  });
});

/*
 * Input 1 and the node are loose ends, and every input of a cell has a convolution.
 *
 * stem       3x3, 1 to 6 channels          54 + 12      54 * 16
 * 0 normal   two inputs 6 to 2        2 * (12 + 4)  2 * 12 * 16    output 4 channels
 * 1 reduce   stem 6 to 4                   24 + 8       24 * 16
 *            cell 0, 4 to 4                16 + 8       16 * 16    input 1 halved 16 + 8   16 * 4    output 8
 * 2 normal   cell 0 halved, 4 to 4         16 + 8       16 * 4
 *            cell 1, 8 to 4                32 + 8       32 * 4     output 8
 * 3 reduce   two inputs 8 to 8        2 * (64 + 16)  2 * 64 * 4    input 1 halved 64 + 16  64        output 16
 * 4 normal   cell 2 halved, 8 to 8         64 + 16      64
 *            cell 3, 16 to 8              128 + 16     128         output 16
 * classifier 16 to 3, with bias            48 + 3       48
 */
test('computeNetworkCost counts concatenated outputs', () => {
  const cells = toCnnCells([0, 4, 0, 4, 0, 2, 0, 3]);
  expect(computeNetworkCost(cells, { ...SIZE, cellOutput: 'concatenated' })).toEqual({
    parameters: 66 + 32 + (32 + 24 + 24) + (24 + 40) + (2 * 80 + 80) + (80 + 144) + 51,
    multiplyAdds: 864 + 384 + (384 + 256 + 64) + (64 + 128) + (2 * 256 + 64) + (64 + 128) + 48,
  });
});

test('computeNetworkCost counts ops on nodes of the reduction cell with stride 1', () => {
  const normal = [...NORMAL, 2, 2, 2, 2];
  const identity = computeNetworkCost(toCnnCells([...normal, ...REDUCTION, 2, 4, 2, 2]), SIZE);
  const pooling = computeNetworkCost(toCnnCells([...normal, ...REDUCTION, 2, 2, 2, 2]), SIZE);
  expect(identity).toEqual(pooling);
});

test('computeNetworkCost is equal for isomorphic architectures', () => {
  const space = createCnnSpace(5);
  const architecture = space.parse(NAONET_WS);
  const counts = computeNetworkCost(toCnnCells(architecture), PAPER_NETWORK);
  expect(computeNetworkCost(toCnnCells(space.parse(space.canonical(architecture))), PAPER_NETWORK)).toEqual(
    counts,
  );
  expect(counts.parameters).toBeGreaterThan(2e6);
});

test('describeNetworkCost describes the cost in the final network of NAO', () => {
  const space = createCnnSpace(5);
  const architecture = space.parse(NAONET_WS);
  const text = describeNetworkCost(space, architecture);
  const numbers = /^([\d.]+) million parameters, ([\d.]+) million multiply-adds an image \((.*)\)$/.exec(
    text ?? '',
  );
  const { parameters, multiplyAdds } = computeNetworkCost(toCnnCells(architecture), PAPER_NETWORK);
  // Three digits.
  expect(Math.abs(Number(numbers?.[1]) * 1e6 - parameters) / parameters).toBeLessThan(0.005);
  expect(Math.abs(Number(numbers?.[2]) * 1e6 - multiplyAdds) / multiplyAdds).toBeLessThan(0.005);
  expect(numbers?.[3]).toBe('network of N = 6, F = 36 for CIFAR-10, 32x32, without auxiliary head');
});

test('describeNetworkCost returns undefined for recurrent cells', () => {
  const space = createRnnSpace(3);
  expect(describeNetworkCost(space, space.parse('0 0 1 0 1'))).toBeUndefined();
});

test('the space counts the parameters that an architecture selects in a supernet', () => {
  const { cellOutput, ...size } = SIZE;
  const space = createCnnSpace(1);
  const architecture = space.parse([...NORMAL, ...REDUCTION].join(' '));
  expect(cellOutput).toBe('projected');
  expect(space.countParameters?.(architecture, size)).toBe(BASE.parameters);
});
