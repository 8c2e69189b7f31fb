import { add, identity, lerp, matmul, mul, relu, sigmoid, split, tanh } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import type { RnnActivation } from '../space/rnn/cells';
import type { ParameterSpec } from './parameters/spec';

/** Size and output of a recurrent cell. */
export interface RnnCellSpec {
  /** B, nodes of the cell. */
  readonly nodes: number;
  readonly hiddenSize: number;
  /** Nodes averaged into the new hidden state: the loose ends, which no node reads (NAO), or all nodes. */
  readonly output: 'loose-ends' | 'all';
}

/** Variational dropout masks, the same in every time step: [batch, hidden] each. */
export interface RnnCellMasks {
  /** Mask of the hidden state that node 0 reads. */
  readonly hidden: Tensor;
  /** Masks of the inputs of nodes 1 and up. */
  readonly nodes: readonly Tensor[];
}

/** A recurrent cell in two parts, so that the inputs of all time steps are projected at once. */
export interface RnnCellLayer {
  /** Projection of a step's input, [inputs, 2 * hidden]. */
  readonly inputWeights: Tensor;
  /** Returns the next hidden state from the projected input [batch, 2 * hidden] and the hidden state [batch, hidden]. */
  step(projected: Tensor, hidden: Tensor): Tensor;
}

/** Builds a cell. Operations that are the same in all time steps are added here, so that they run once. */
export type RnnCellBuilder = (masks: RnnCellMasks | null) => RnnCellLayer;

export const ACTIVATION_FUNCTIONS: Readonly<Record<RnnActivation, (x: Tensor) => Tensor>> = {
  tanh,
  relu,
  sigmoid,
  identity,
};

/** Returns the weights of a node's gate and candidate, initialized so that a recurrence neither vanishes nor explodes. */
export function nodeWeightSpec(units: number, name = 'weights'): ParameterSpec {
  return { name, shape: [units, 2 * units], mean: 0, std: 1 / Math.sqrt(3 * units) };
}

/** Returns the weights of node 0, which every cell has: for the input, then for the hidden state. */
export function inputWeightSpecs(units: number): ParameterSpec[] {
  return [nodeWeightSpec(units, 'words'), nodeWeightSpec(units, 'hidden')];
}

/** Weight matrices of a cell, [hidden, 2 * hidden] each. */
export interface RnnCellWeights {
  readonly input: Tensor;
  readonly hidden: Tensor;
  /** Matrices of nodes 1 and up. */
  readonly nodes: readonly Tensor[];
}

/** The operations that depend on the architecture. `states` are those of the nodes so far, [batch, hidden] each. */
export interface RnnCellRouting {
  /** Selects the state that node `node`, from 1, reads. */
  read(states: readonly Tensor[], node: number): Tensor;
  /** Applies the activation function of node `node`. */
  activate(candidate: Tensor, node: number): Tensor;
  /** Averages the output nodes. */
  average(states: readonly Tensor[]): Tensor;
}

/** Builds a cell whose nodes read one earlier node each (NAO, Luo et al. 2018, section 3.1). */
export function buildRnnCell(
  weights: RnnCellWeights,
  masks: RnnCellMasks | null,
  { read, activate, average }: RnnCellRouting,
): RnnCellLayer {
  return {
    inputWeights: weights.input,
    step(projected, hidden) {
      const masked = masks ? mul(hidden, masks.hidden) : hidden;
      const sums = add(projected, matmul(masked, weights.hidden));
      const states = [applyGate(sums, hidden, (candidate) => activate(candidate, 0))];
      weights.nodes.forEach((matrix, i) => {
        const node = i + 1;
        const previous = read(states, node);
        const input = masks ? mul(previous, masks.nodes[i]) : previous;
        states.push(applyGate(matmul(input, matrix), previous, (candidate) => activate(candidate, node)));
      });
      return average(states);
    },
  };
}

/**
 * Returns the state of a node, `previous + sigmoid(c) * (f(z) - previous)` (gates as in ENAS, section 2.1, and DARTS).
 *
 * @param sums the pre-activations `[c, z]`, [batch, 2 * hidden]
 * @param previous the state that the node reads, [batch, hidden]
 */
function applyGate(sums: Tensor, previous: Tensor, activate: (candidate: Tensor) => Tensor): Tensor {
  const units = previous.shape[1];
  const [gate, candidate] = split(sums, [units, units], 1);
  return lerp(previous, activate(candidate), sigmoid(gate));
}
