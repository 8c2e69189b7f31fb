import { describeTensor, isSameShape, type Tensor } from '../tensor';

/**
 * One step of an LSTM as one kernel (Zaremba, Sutskever and Vinyals 2014, without peepholes or clipping).
 * The gates are concatenated in the order input, cell candidate, forget, output.
 */
export interface LstmCell {
  /** The input of the step, [batch, inputs]. */
  readonly x: Tensor;
  /** State and cell before the step, [batch, hidden]. */
  readonly state: Tensor;
  readonly cell: Tensor;
  /** [inputs + hidden, 4 * hidden] */
  readonly weights: Tensor;
  /**
   * The kernel's outputs i, cs, f, o, ci, co, h, each [batch, hidden]. After the step, cs is the cell and h
   * the state.
   */
  readonly outputs: readonly Tensor[];
}

/** Adds one step of an LSTM. @throws Error if the shapes do not match */
export function lstmCell(x: Tensor, state: Tensor, cell: Tensor, weights: Tensor): LstmCell {
  const [batch, inputs] = x.shape;
  const hidden = weights.shape[1] / 4;
  const stateShape = [batch, hidden];
  const fits = isSameShape(state.shape, stateShape) && isSameShape(cell.shape, stateShape);
  if (!fits || !isSameShape(weights.shape, [inputs + hidden, 4 * hidden])) {
    throw new Error(
      `LSTMBlockCell of ${describeTensor(x)}, state ${describeTensor(state)}, cell ${describeTensor(cell)} with weights ${describeTensor(weights)}`,
    );
  }
  const graph = x.node.graph;
  const { outputs } = graph.add({
    op: 'LSTMBlockCell',
    inputs: [x, cell, state, weights, ...createUnusedInputs(weights)],
    attributes: {
      T: { type: 'float32' },
      forget_bias: { float: 0 },
      cell_clip: { float: -1 },
      use_peephole: { bool: false },
    },
    outputs: Array.from({ length: 7 }, () => ({ shape: stateShape, dtype: 'float32' as const })),
    // No gradient rule: `layers/lstm.ts` differentiates all steps together (BPTT).
  });
  return { x, state, cell, weights, outputs };
}

/**
 * Computes the gradients of one step.
 *
 * @param dCell gradient of the cell after the step, [batch, hidden]
 * @param dState gradient of the state after the step, [batch, hidden]
 * @returns gradients of the gates before their nonlinearity [batch, 4 * hidden], and of the cell before the
 *   step
 */
export function lstmCellGradient(
  step: LstmCell,
  dCell: Tensor,
  dState: Tensor,
): { dGates: Tensor; dCell: Tensor } {
  const { x, state, cell, weights } = step;
  const [i, cs, f, o, ci, co] = step.outputs;
  const [batch, hidden] = state.shape;
  const [previous, gates] = x.node.graph.add({
    op: 'LSTMBlockCellGrad',
    inputs: [x, cell, state, weights, ...createUnusedInputs(weights), i, cs, f, o, ci, co, dCell, dState],
    attributes: { T: { type: 'float32' }, use_peephole: { bool: false } },
    outputs: [
      { shape: [batch, hidden], dtype: 'float32' },
      { shape: [batch, 4 * hidden], dtype: 'float32' },
      ...Array.from({ length: 3 }, () => ({ shape: [hidden], dtype: 'float32' as const })),
    ],
  }).outputs;
  return { dGates: gates, dCell: previous };
}

/** Returns zeros for the three peepholes and the bias, which the kernel requires. */
function createUnusedInputs(weights: Tensor): Tensor[] {
  const graph = weights.node.graph;
  const [, gates] = weights.shape;
  const peephole = graph.constant([0], [gates / 4]);
  return [peephole, peephole, peephole, graph.constant([0], [gates])];
}
