import { traceCnnChild } from '../../../src/child/cnn/graph';
import { createNasBench201Network } from '../../../src/child/cnn/nasbench201';
import { computeTotalSize } from '../../../src/layers/parameters/spec';
import { createRandomStream } from '../../../src/random';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import { childSpec } from '../../support/child/cnn';
import { TINY } from '../../support/supernet/cnn';

const space = createNasBench201Space();
const random = createRandomStream(4, 'cells');
const cells = Array.from({ length: 10 }, () => space.sample(random));

function countParameters(cell: readonly number[], channels: number, cellsPerStack: number): number {
  const spec = { ...childSpec(TINY), channels, cellsPerStack, classes: 10 };
  return computeTotalSize(traceCnnChild(spec, createNasBench201Network(cell)).parameters.specs);
}

test('has the number of parameters that the benchmark states', () => {
  expect(countParameters([0, 1, 4, 0, 1, 4], 16, 5)).toBe(73_306); // no convolution
  expect(countParameters([3, 3, 3, 3, 3, 3], 16, 5)).toBe(1_531_546); // 3x3 convolutions only
});

test.each(cells.map((cell) => [space.format(cell), cell] as const))(
  '%s has the parameters of its layers',
  (_, cell) => {
    const sizes = [6, 12, 24];
    const convolution = (side: number, inputs: number, outputs: number) =>
      side * side * inputs * outputs + 2 * outputs; // with batch norm
    const inCells = sizes.map((size) =>
      cell.reduce(
        (sum, op) =>
          sum + (op === 2 ? convolution(1, size, size) : op === 3 ? convolution(3, size, size) : 0),
        0,
      ),
    );
    const inBlocks = [6, 12].map(
      (size) => convolution(3, size, 2 * size) + convolution(3, 2 * size, 2 * size) + size * 2 * size,
    );
    const rest = convolution(3, 3, 6) + 2 * 24 + 24 * 10 + 10;
    const sum = [...inCells.map((count) => 3 * count), ...inBlocks, rest].reduce((a, b) => a + b, 0);
    expect(countParameters(cell, 6, 3)).toBe(sum);
  },
);
