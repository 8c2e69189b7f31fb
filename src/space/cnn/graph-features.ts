import type { Branch, Cell, CnnCells } from './cells';
import { computeNetworkCost, PAPER_NETWORK } from './counts';
import type { CellOp } from './ops';
import { measurePaths } from './paths';

/**
 * Encodes the graphs of two cells as groups of features. The normal cell has four groups, the reduction cell the same four:
 *
 * 1. the count of each operation (one number per operation);
 * 2. the count of each operation on input 0, on input 1 and on nodes (3 per operation);
 * 3. longest, shortest and mean path from input 0 to the output, measured in operations, in convolutions, in poolings and in
 *    pixels of the receptive field, then the logarithm of the number of paths; the same from input 1 (2 * (4 * 3 + 1));
 * 4. the number of nodes in the output, whether input 0 and input 1 are in it, and the number of nodes that are read by 1, by 2
 *    and by more branches (6).
 *
 * The last group has the logarithms of parameters and multiply-adds in `PAPER_NETWORK`.
 *
 * Isomorphic cells have equal features.
 *
 * @param ops the operations of the space
 */
export function encodeCnnGroups(cells: CnnCells, ops: readonly CellOp[]): number[][] {
  const { parameters, multiplyAdds } = computeNetworkCost(cells, PAPER_NETWORK);
  return [
    ...encodeCell(cells.normal, ops),
    ...encodeCell(cells.reduction, ops),
    [Math.log(parameters), Math.log(multiplyAdds)],
  ];
}

function encodeCell(cell: Cell, ops: readonly CellOp[]): number[][] {
  const branches = cell.nodes.flatMap((node) => node.branches);
  const places = [
    branches.filter(({ input }) => input === 0),
    branches.filter(({ input }) => input === 1),
    branches.filter(({ input }) => input > 1),
  ];
  return [
    countOps(branches, ops),
    places.flatMap((place) => countOps(place, ops)),
    [...encodePaths(cell, 0), ...encodePaths(cell, 1)],
    encodeOutput(cell, branches),
  ];
}

function countOps(branches: readonly Branch[], ops: readonly CellOp[]): number[] {
  return ops.map((op) => branches.filter((branch) => branch.op === op).length);
}

function encodePaths(cell: Cell, input: 0 | 1): number[] {
  const { count, lengths } = measurePaths(cell, input);
  return [...lengths.flat(), Math.log(count)];
}

function encodeOutput({ nodes, looseEnds }: Cell, branches: readonly Branch[]): number[] {
  const reads = nodes.map((_, node) => branches.filter(({ input }) => input === node + 2).length);
  const countNodes = (condition: (count: number) => boolean): number => reads.filter(condition).length;
  return [
    countNodes((count) => count === 0),
    looseEnds.includes(0) ? 1 : 0,
    looseEnds.includes(1) ? 1 : 0,
    countNodes((count) => count === 1),
    countNodes((count) => count === 2),
    countNodes((count) => count > 2),
  ];
}
