import { sumSorted } from '../sum-sorted';
import type { RnnActivation } from './cells';
import type { TreeNode } from './tree';

/** Moments of the units of a node's state, over random weights. */
interface Signal {
  readonly mean: number;
  /** Mean square. */
  readonly square: number;
  /** Mean square of the derivative by the cell's input. */
  readonly gain: number;
}

/** Moments of an activation whose input is normal with mean zero. */
interface ActivationMoments {
  readonly mean: number;
  readonly square: number;
  /** Mean square of the derivative. */
  readonly slope: number;
}

/**
 * Predicts how a signal passes through a recurrent cell before training (mean field theory; Poole et al. 2016): the logarithm of the
 * variance of the cell's output, its mean, and the logarithm of its mean square derivative by the cell's input.
 *
 * The units of the input are normal with variance one, the hidden state is zero, as for the first token, and weights keep the mean
 * square. The state of a node is `c f(z) + (1 - c) previous` with the gate `c = sigmoid(g)`. `g` and `z` are independent
 * and normal, since they are sums over many units with weights of their own. The derivative of the gate does not count.
 *
 * @param nodes nodes of the cell, each behind the one that it reads
 */
export function measureSignal(nodes: readonly TreeNode[]): number[] {
  const signals = new Map<TreeNode, Signal>();
  const find = (node: TreeNode | undefined): Signal => (node && signals.get(node)) ?? HIDDEN_STATE;
  for (const node of nodes) {
    const read = find(node.previous);
    signals.set(
      node,
      passNode(read, node.previous === undefined ? INPUT_SQUARE : read.square, node.activation),
    );
  }
  const leaves = nodes.filter(({ readers }) => readers === 0);
  const average = (values: readonly number[]): number => sumSorted(values) / values.length;
  const covariances = leaves.flatMap((a) =>
    leaves.map((b) => {
      const { node, distance } = findCommonNode(a, b);
      const { mean, square } = find(node);
      // Either path multiplies what passes it by the mean of the gate, one half, at each node.
      return 2 ** -distance * (square - mean ** 2);
    }),
  );
  return [
    Math.log(average(covariances)),
    average(leaves.map((leaf) => find(leaf).mean)),
    Math.log(average(leaves.map((leaf) => find(leaf).gain))),
  ];
}

const INPUT_SQUARE = 1;
const HIDDEN_STATE: Signal = { mean: 0, square: 0, gain: 1 };

/** @param inputSquare mean square of `g` and `z` */
function passNode(read: Signal, inputSquare: number, activation: RnnActivation): Signal {
  const { mean, square, slope } = ACTIVATION_MOMENTS[activation](inputSquare);
  const gateSquare = ACTIVATION_MOMENTS.sigmoid(inputSquare).square;
  const gateTimesRest = GATE_MEAN - gateSquare; // mean of c (1 - c)
  return {
    mean: GATE_MEAN * (mean + read.mean),
    // The mean of (1 - c)^2 is that of c^2, since g is symmetric.
    square: gateSquare * (square + read.square) + 2 * gateTimesRest * mean * read.mean,
    gain: read.gain * gateSquare * (slope + 1),
  };
}

const GATE_MEAN = 0.5;

/** Returns the last node on both paths from node 0, and the number of edges between two nodes through it. */
function findCommonNode(a: TreeNode, b: TreeNode): { node: TreeNode; distance: number } {
  let [left, right, distance] = [a, b, 0];
  while (left !== right) {
    // Nodes of equal depth that differ have nodes that they read, since there is one node 0.
    if (left.depth >= right.depth && left.previous) left = left.previous;
    else if (right.previous) right = right.previous;
    distance++;
  }
  return { node: left, distance };
}

const ACTIVATION_MOMENTS: Readonly<Record<RnnActivation, (variance: number) => ActivationMoments>> = {
  identity: (variance) => ({ mean: 0, square: variance, slope: 1 }),
  relu: (variance) => ({ mean: Math.sqrt(variance / (2 * Math.PI)), square: variance / 2, slope: 0.5 }),
  tanh: (variance) => ({
    mean: 0,
    square: integrate(variance, (z) => Math.tanh(z) ** 2),
    slope: integrate(variance, (z) => (1 - Math.tanh(z) ** 2) ** 2),
  }),
  sigmoid: (variance) => ({
    mean: GATE_MEAN,
    square: integrate(variance, (z) => sigmoid(z) ** 2),
    slope: integrate(variance, (z) => (sigmoid(z) * (1 - sigmoid(z))) ** 2),
  }),
};

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** Points in units of the standard deviation, half of one apart: exact to eight digits for functions as smooth as these. */
const POINTS = Array.from({ length: 33 }, (_, i) => (i - 16) / 2);
const DENSITIES = POINTS.map((point) => Math.exp(-(point ** 2) / 2) / Math.sqrt(8 * Math.PI));

/** Returns the mean of a function of a normal variable with mean zero. */
function integrate(variance: number, f: (z: number) => number): number {
  const deviation = Math.sqrt(variance);
  return POINTS.reduce((sum, point, i) => sum + DENSITIES[i] * f(deviation * point), 0);
}
