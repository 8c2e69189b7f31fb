import { add, identity, matmul, mul, relu, sigmoid, split, sub, tanh } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import type { RnnActivation } from '../space/rnn/cells';
import type { ParameterSpec } from './parameters/spec';

/** A recurrent cell's size, and what it computes. */
export interface RnnCellSpec {
  /** B, nodes of the cell. */
  readonly nodes: number;
  readonly hiddenSize: number;
  /** Which nodes are averaged to the new hidden state: those that no node reads (the paper), or all of them. */
  readonly output: 'loose-ends' | 'all';
}

/** Masks of variational dropout, the same in every time step: [batch, hidden] each. */
export interface RnnCellMasks {
  /** On the hidden state that node 0 reads. */
  readonly hidden: Tensor;
  /** On what each later node reads. */
  readonly nodes: readonly Tensor[];
}

/** A cell, in two parts, so that the inputs of all steps are projected at once. */
export interface RnnCellLayer {
  /** The projection of a step's input, [inputs, 2 * hidden]. */
  readonly inputWeights: Tensor;
  /** From the projected input [batch, 2 * hidden] and the hidden state [batch, hidden] to the next one. */
  step(projected: Tensor, hidden: Tensor): Tensor;
}

/** Reads a cell's parameters; all that does not change from step to step is done here, once. */
export type RnnCellBuilder = (masks: RnnCellMasks | null) => RnnCellLayer;

export const ACTIVATION_FUNCTIONS: Readonly<Record<RnnActivation, (x: Tensor) => Tensor>> = {
  tanh,
  relu,
  sigmoid,
  identity,
};

/** The weights of one matrix, to a node's gate and candidate: small enough that a recurrence neither dies out nor explodes. */
export function nodeWeightSpec(units: number): ParameterSpec {
  return { shape: [units, 2 * units], mean: 0, std: 1 / Math.sqrt(3 * units) };
}

/** What every cell has: the weights of node 0 for the input, then for the hidden state. */
export function inputWeightSpecs(units: number): ParameterSpec[] {
  return [nodeWeightSpec(units), nodeWeightSpec(units)];
}

/** The matrices of a cell, [hidden, 2 * hidden] each. */
export interface RnnCellWeights {
  readonly input: Tensor;
  readonly hidden: Tensor;
  /** Of node 1 and up. */
  readonly nodes: readonly Tensor[];
}

/** What the architecture decides. States are [batch, hidden], those of the nodes so far. */
export interface RnnCellRouting {
  /** What a node, from 1, reads. */
  read(states: readonly Tensor[], node: number): Tensor;
  /** A node's function. */
  activate(candidate: Tensor, node: number): Tensor;
  /** The mean of the nodes that count. */
  average(states: readonly Tensor[]): Tensor;
}

/** A cell of nodes that read one earlier node each (paper, section 3.1). */
export function buildRnnCell(
  weights: RnnCellWeights,
  masks: RnnCellMasks | null,
  { read, activate, average }: RnnCellRouting,
): RnnCellLayer {
  return {
    inputWeights: weights.input,
    step(projected, hidden) {
      const masked = masks ? mul(hidden, masks.hidden) : hidden;
      const states = [node(add(projected, matmul(masked, weights.hidden)), hidden, 0)];
      weights.nodes.forEach((matrix, i) => {
        const before = read(states, i + 1);
        const input = masks ? mul(before, masks.nodes[i]) : before;
        states.push(node(matmul(input, matrix), before, i + 1));
      });
      return average(states);
    },
  };

  /**
   * What a node makes of the sums `[c, z]` of what it reads: `before + sigmoid(c) * (f(z) - before)` (gates as in ENAS,
   * section 2.1, and DARTS).
   *
   * @param sums [batch, 2 * hidden]
   * @param before what the node reads, [batch, hidden]
   */
  function node(sums: Tensor, before: Tensor, number: number): Tensor {
    const units = before.shape[1];
    const [gate, candidate] = split(sums, [units, units], 1);
    const chosen = activate(candidate, number);
    return add(before, mul(sigmoid(gate), sub(chosen, before)));
  }
}
