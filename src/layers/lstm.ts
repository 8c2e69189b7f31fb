import {
  add,
  concat,
  lstmCell,
  type LstmCell,
  lstmCellGradient,
  matmul,
  mul,
  reshape,
  sigmoid,
  split,
  tanh,
} from '../graph/ops';
import { describeTensor, type Tensor } from '../graph/tensor';

/**
 * Weights of an LSTM, with the gates concatenated in the order input, cell candidate, forget, output. There is no bias:
 * add it as the row of an input that is always one, or to every row if inputs are one-hot.
 */
export interface LstmWeights {
  /** [inputs, 4 * hidden] */
  readonly input: Tensor;
  /** [hidden, 4 * hidden] */
  readonly recurrent: Tensor;
}

/** Recurrent state of an LSTM: hidden state and cell, each [batch, hidden]. */
export interface LstmState {
  readonly state: Tensor;
  readonly cell: Tensor;
}

/** Returns zeros for the hidden state or the cell: [batch, hidden]. */
export function createZeroState(weights: LstmWeights, batch: number): Tensor {
  return weights.input.node.graph.constant([0], [batch, getHiddenSize(weights)]);
}

/** Stacks the input and recurrent weights for `lstmStep`: [inputs + hidden, 4 * hidden]. */
export function stackWeights(weights: LstmWeights): Tensor {
  return concat([weights.input, weights.recurrent], 0);
}

/**
 * Runs one step, without a gradient: for decoding, where each input depends on the previous output.
 *
 * @param x [batch, inputs]
 * @param weights the result of `stackWeights`
 */
export function lstmStep(x: Tensor, previous: LstmState, weights: Tensor): LstmState {
  const { outputs } = lstmCell(x, previous.state, previous.cell, weights);
  return { cell: outputs[1], state: outputs[6] };
}

/**
 * Unrolls an LSTM over `time` steps, starting with a cell of zeros.
 *
 * Its custom gradient computes the gradients of the weights as one product over all steps, which reverse mode would not.
 *
 * @param x [batch, time, inputs]
 * @param initial state before the first step, [batch, hidden]
 * @returns the states, [batch, time, hidden]
 * @throws Error naming the shapes if they do not match
 */
export function lstm(x: Tensor, weights: LstmWeights, initial: Tensor): Tensor {
  if (x.shape.length !== 3) {
    throw new Error(`the input of an LSTM must be [batch, time, inputs], not ${describeTensor(x)}`);
  }
  const [batch, time, inputs] = x.shape;
  const hidden = getHiddenSize(weights);
  const graph = x.node.graph;
  // With all steps of an example in one row, splitting and concatenating steps needs no transposition.
  const flat = reshape(x, [batch, time * inputs]);
  const xs = split(flat, new Array<number>(time).fill(inputs), 1);
  const stackedWeights = stackWeights(weights);
  const steps: LstmCell[] = [];
  let [state, cell] = [initial, createZeroState(weights, batch)];
  for (const each of xs) {
    const step = unfusedLstmStep(each, state, cell, stackedWeights);
    steps.push(step);
    [, cell] = step.outputs;
    state = step.outputs[6];
  }
  const states = graph.add({
    op: 'Identity',
    inputs: [
      concat(
        steps.map((step) => step.outputs[6]),
        1,
      ),
    ],
    attributes: { T: { type: 'float32' } },
    outputs: [{ shape: [batch, time * hidden], dtype: 'float32' }],
    gradientInputs: [x, weights.input, weights.recurrent, initial],
    gradient: ([dy], needed) =>
      dy === null ? [null, null, null, null] : backpropagateThroughTime(dy, x, weights, steps, needed),
  }).outputs[0];
  return reshape(states, [batch, time, hidden]);
}

/**
 * Runs a step as separate operations. The fused kernel of `lstmCell` computes the same in one node instead of twelve, but
 * multiplies with Eigen. On CPUs, the faster oneDNN product outweighs the additional nodes.
 */
function unfusedLstmStep(x: Tensor, state: Tensor, cell: Tensor, weights: Tensor): LstmCell {
  const hidden = state.shape[1];
  const gates = split(matmul(concat([x, state], 1), weights), [hidden, hidden, hidden, hidden], 1);
  const [i, f, o] = [gates[0], gates[2], gates[3]].map(sigmoid);
  const candidate = tanh(gates[1]);
  const next = add(mul(f, cell), mul(i, candidate));
  const out = tanh(next);
  return { x, state, cell, weights, outputs: [i, next, f, o, candidate, out, mul(o, out)] };
}

/**
 * Returns the gradients of x, both weights and the initial state (BPTT).
 *
 * @param dy gradient of all states, [batch, time * hidden]
 */
function backpropagateThroughTime(
  dy: Tensor,
  x: Tensor,
  { input, recurrent }: LstmWeights,
  steps: readonly LstmCell[],
  [needsX, needsInput, needsRecurrent, needsInitial]: readonly boolean[],
): (Tensor | null)[] {
  const [batch, time, inputs] = x.shape;
  const [hidden, gates] = recurrent.shape;
  const dStates = split(dy, new Array<number>(time).fill(hidden), 1);
  const dGates: Tensor[] = [];
  let dCell = dy.node.graph.constant([0], [batch, hidden]);
  for (let t = time - 1; t >= 0; t--) {
    const later = dGates.at(0);
    const dState = later ? add(dStates[t], matmul(later, recurrent, false, true)) : dStates[t];
    const stepGradients = lstmCellGradient(steps[t], dCell, dState);
    dGates.unshift(stepGradients.dGates);
    ({ dCell } = stepGradients);
  }
  const rows = batch * time;
  const allGates = reshape(concat(dGates, 1), [rows, gates]);
  const concatPreviousStates = () => {
    const states = steps.map((step) => step.state);
    return concat(states, 1);
  };
  return [
    needsX ? reshape(matmul(allGates, input, false, true), x.shape) : null,
    needsInput ? matmul(reshape(x, [rows, inputs]), allGates, true) : null,
    needsRecurrent ? matmul(reshape(concatPreviousStates(), [rows, hidden]), allGates, true) : null,
    needsInitial ? matmul(dGates[0], recurrent, false, true) : null,
  ];
}

function getHiddenSize({ input, recurrent }: LstmWeights): number {
  const [hidden, gates] = recurrent.shape;
  if (gates !== 4 * hidden || input.shape[1] !== gates) {
    throw new Error(
      `weights of an LSTM do not match: ${describeTensor(input)} for inputs, ${describeTensor(recurrent)} for states`,
    );
  }
  return hidden;
}
