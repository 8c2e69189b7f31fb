import { sumSorted } from '../sum-sorted';
import type { Branch, Cell, CnnCells } from './cells';
import { computeNetworkCost, PAPER_NETWORK } from './counts';
import type { CellOp } from './ops';
import { measurePaths } from './paths';
import { measureSignal } from './signal';

/**
 * Encodes the graphs of two cells as groups of features. The normal cell has six groups, the reduction cell the same six:
 *
 * 1. the count of each operation (one number per operation);
 * 2. the count of each operation on input 0, on input 1 and on nodes (3 per operation);
 * 3. longest, shortest and mean path from input 0 to the output, measured in operations, in convolutions, in poolings and in
 *    pixels of the receptive field, then the logarithm of the number of paths; the same from input 1 (2 * (4 * 3 + 1));
 * 4. the number of nodes in the output, whether input 0 and input 1 are in it, and the number of nodes that are read by 1, by 2
 *    and by more branches (6);
 * 5. the share of the output that passes each operation, by place as in group 2 (3 per operation): loose ends share the output
 *    equally, and the branches of a node share what the node has;
 * 6. the number of branches with each operation that read input 0, input 1 and each operation; a node that is read counts half for
 *    each of its two operations (2 + the number of operations, per operation).
 *
 * Two groups are of both cells: the logarithms of parameters and multiply-adds in `PAPER_NETWORK`, and what `measureSignal` returns.
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
    measureSignal(cells),
  ];
}

/** Input 0, input 1 and nodes. */
const PLACES = [0, 1, 2];

function encodeCell(cell: Cell, ops: readonly CellOp[]): number[][] {
  const branches = cell.nodes.flatMap((node) => node.branches);
  const places = PLACES.map((place) => branches.filter((branch) => findPlace(branch) === place));
  return [
    countOps(branches, ops),
    places.flatMap((place) => countOps(place, ops)),
    [...encodePaths(cell, 0), ...encodePaths(cell, 1)],
    encodeOutput(cell, branches),
    encodeShares(cell, ops),
    encodePairs(cell, ops),
  ];
}

/** The place of a branch's input: 0 and 1 for the cell's inputs, 2 for a node. */
function findPlace({ input }: Branch): number {
  return Math.min(input, 2);
}

function encodeShares({ nodes, looseEnds }: Cell, ops: readonly CellOp[]): number[] {
  const shares = PLACES.map(() => ops.map((): number[] => []));
  // What each node has: its part of the output, and what the nodes behind it pass on.
  const received = nodes.map((_, node) => (looseEnds.includes(node + 2) ? [1 / looseEnds.length] : []));
  for (const [node, { branches }] of [...nodes.entries()].reverse()) {
    const half = sumSorted(received[node]) / 2;
    for (const branch of branches) {
      shares[findPlace(branch)][ops.indexOf(branch.op)].push(half);
      if (branch.input > 1) received[branch.input - 2].push(half);
    }
  }
  return shares.flatMap((place) => place.map(sumSorted));
}

function encodePairs({ nodes }: Cell, ops: readonly CellOp[]): number[] {
  const counts = ops.map(() => [0, 0, ...ops.map(() => 0)]);
  for (const { branches } of nodes) {
    for (const { input, op } of branches) {
      const row = counts[ops.indexOf(op)];
      if (input < 2) row[input]++;
      else for (const read of nodes[input - 2].branches) row[2 + ops.indexOf(read.op)] += 0.5;
    }
  }
  return counts.flat();
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
