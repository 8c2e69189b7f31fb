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
 * Weights of an LSTM, gates side by side in the order input, cell candidate, forget, output. There is no bias: give it
 * as the row of an input that is always one, or with one-hot inputs in every row.
 */
export interface LstmWeights {
  /** [inputs, 4 * hidden] */
  readonly input: Tensor;
  /** [hidden, 4 * hidden] */
  readonly recurrent: Tensor;
}

/** What an LSTM carries from step to step, each [batch, hidden]. */
export interface LstmState {
  readonly state: Tensor;
  readonly cell: Tensor;
}

/** State or cell of zeros. */
export function createZeroState(weights: LstmWeights, batch: number): Tensor {
  return weights.input.node.graph.constant([0], [batch, getHiddenSize(weights)]);
}

/** Input and recurrent weights as the steps take them: [inputs + hidden, 4 * hidden]. */
export function stackWeights(weights: LstmWeights): Tensor {
  return concat([weights.input, weights.recurrent], 0);
}

/**
 * One step, without gradient: for decoding, where an input depends on the output before it.
 *
 * @param x [batch, inputs]
 * @param weights as `stacked` gives them
 */
export function lstmStep(x: Tensor, before: LstmState, weights: Tensor): LstmState {
  const { outputs } = lstmCell(x, before.state, before.cell, weights);
  return { cell: outputs[1], state: outputs[6] };
}

/**
 * An LSTM unrolled over `time` steps, starting with a cell of zeros.
 *
 * Its derivative is written by hand, for the sake of one thing that reverse mode would not do: the gradients of the
 * weights are one product over all steps.
 *
 * @param x [batch, time, inputs]
 * @param initial state before the first step, [batch, hidden]
 * @returns the states, [batch, time, hidden]
 * @throws Error naming the shapes that do not fit
 */
export function lstm(x: Tensor, weights: LstmWeights, initial: Tensor): Tensor {
  if (x.shape.length !== 3) throw new Error(`an LSTM takes [batch, time, inputs], got ${describeTensor(x)}`);
  const [batch, time, inputs] = x.shape;
  const hidden = getHiddenSize(weights);
  const graph = x.node.graph;
  // Batch first and all steps of an example in one row: joining and parting steps then needs no transposition.
  const xs = split(
    reshape(x, [batch, time * inputs]),
    Array.from({ length: time }, () => inputs),
    1,
  );
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
    op: 'ConcatV2',
    inputs: [...steps.map((step) => step.outputs[6]), graph.scalar(1, 'int32')],
    attributes: { T: { type: 'float32' }, N: { int: time }, Tidx: { type: 'int32' } },
    outputs: [{ shape: [batch, time * hidden], dtype: 'float32' }],
    gradientInputs: [x, weights.input, weights.recurrent, initial],
    gradient: ([dy], needed) =>
      dy === null ? [null, null, null, null] : backpropagateThroughTime(dy, x, weights, steps, needed),
  }).outputs[0];
  return reshape(states, [batch, time, hidden]);
}

/**
 * A step made of single operations. The fused kernel of `lstmCell` computes the same and is one node instead of twelve,
 * but multiplies with Eigen: on CPUs the product of oneDNN more than makes up for the nodes.
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

/** Gradients of x, both weights and the initial state. @param dy gradient of all states, [batch, time * hidden] */
function backpropagateThroughTime(
  dy: Tensor,
  x: Tensor,
  { input, recurrent }: LstmWeights,
  steps: readonly LstmCell[],
  [needsX, needsInput, needsRecurrent, needsInitial]: readonly boolean[],
): (Tensor | null)[] {
  const [batch, time, inputs] = x.shape;
  const [hidden, gates] = recurrent.shape;
  const dStates = split(
    dy,
    steps.map(() => hidden),
    1,
  );
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
  const concatPreviousStates = () =>
    concat(
      steps.map((step) => step.state),
      1,
    );
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
      `an LSTM with weights ${describeTensor(input)} for inputs and ${describeTensor(recurrent)} for states`,
    );
  }
  return hidden;
}
