import { mean } from 'simple-statistics';
import type { Architecture } from '../space';
import { RNN_ACTIVATIONS } from './cells';
import { measureSignal } from './signal';
import { listTreeNodes, type TreeNode } from './tree';

/**
 * Encodes a recurrent cell's tree as groups of features:
 *
 * 1. the count of each activation (4 numbers);
 * 2. the count of each activation at depth 0 (node 0), 1, 2, 3 and more, then among the nodes without readers (6 * 4);
 * 3. longest, shortest and mean depth of the nodes without readers, mean depth of all nodes, and the number of nodes that are
 *    read by no node, by 1, by 2 and by more (8);
 * 4. maximum, minimum and mean of the count of each activation on the paths from node 0 to the nodes without readers (4 * 3);
 * 5. the number of nodes with each pair of activations, their own and that of the node that they read (4 * 4);
 * 6. what `measureSignal` returns (3).
 *
 * Isomorphic cells have equal features. All cells of one size have equally many parameters, so these are no feature.
 */
export function encodeRnnGroups(architecture: Architecture): number[][] {
  const nodes = listTreeNodes(architecture);
  const leaves = nodes.filter(({ readers }) => readers === 0);
  return [
    countActivations(nodes),
    [
      ...DEPTHS.flatMap((isAtDepth) => countActivations(nodes.filter(({ depth }) => isAtDepth(depth)))),
      ...countActivations(leaves),
    ],
    [
      ...computeMaxMinMean(leaves.map(({ depth }) => depth)),
      mean(nodes.map(({ depth }) => depth)),
      ...READER_COUNTS.map((isCount) => nodes.filter(({ readers }) => isCount(readers)).length),
    ],
    RNN_ACTIVATIONS.flatMap((_, i) => computeMaxMinMean(leaves.map(({ onPath }) => onPath[i]))),
    RNN_ACTIVATIONS.flatMap((read) =>
      countActivations(nodes.filter(({ previous }) => previous?.activation === read)),
    ),
    measureSignal(nodes),
  ];
}

/** Depths that are counted apart from one another. */
const DEPTHS: readonly ((depth: number) => boolean)[] = [
  (depth) => depth === 0,
  (depth) => depth === 1,
  (depth) => depth === 2,
  (depth) => depth === 3,
  (depth) => depth > 3,
];

/** Numbers of readers that are counted apart from one another. */
const READER_COUNTS: readonly ((count: number) => boolean)[] = [
  (count) => count === 0,
  (count) => count === 1,
  (count) => count === 2,
  (count) => count > 2,
];

function countActivations(nodes: readonly TreeNode[]): number[] {
  return RNN_ACTIVATIONS.map((each) => nodes.filter(({ activation }) => activation === each).length);
}

/** @param counts whole numbers, so that their order does not change the mean */
function computeMaxMinMean(counts: readonly number[]): number[] {
  return [Math.max(...counts), Math.min(...counts), mean(counts)];
}
