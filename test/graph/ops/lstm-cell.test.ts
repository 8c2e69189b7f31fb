import { Graph } from '../../../src/graph/graph';
import { lstmCell, lstmCellGradient } from '../../../src/graph/ops/lstm-cell';
import { compute, expectClose } from '../../support/graph/compiled';
import { spread } from '../../support/graph/op-case';

const BATCH = 2;
const INPUTS = 3;
const HIDDEN = 2;

const x = spread([BATCH, INPUTS], 1);
const state = spread([BATCH, HIDDEN], 2);
const cell = spread([BATCH, HIDDEN], 3);
const weights = spread([INPUTS + HIDDEN, 4 * HIDDEN], 4);

/** What each gate gets before its nonlinearity, [batch][4 * hidden]. */
function preactivations(): number[][] {
  return Array.from({ length: BATCH }, (_, b) => {
    const input = [
      ...x.values.slice(b * INPUTS, (b + 1) * INPUTS),
      ...state.values.slice(b * HIDDEN, (b + 1) * HIDDEN),
    ];
    return Array.from({ length: 4 * HIDDEN }, (_each, gate) =>
      input.reduce((total, value, i) => total + value * weights.values[i * 4 * HIDDEN + gate], 0),
    );
  });
}

/** The step written out in double precision: cell and state after it, row by row. */
function step(gates: readonly number[][], before: readonly number[]): { cell: number[]; state: number[] } {
  const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
  const after = before.map((value, i) => {
    const row = gates[Math.floor(i / HIDDEN)];
    const unit = i % HIDDEN;
    const [input, candidate, forget] = [0, 1, 2].map((gate) => row[gate * HIDDEN + unit]);
    return sigmoid(forget) * value + sigmoid(input) * Math.tanh(candidate);
  });
  const out = after.map((value, i) => {
    const row = gates[Math.floor(i / HIDDEN)];
    return sigmoid(row[3 * HIDDEN + (i % HIDDEN)]) * Math.tanh(value);
  });
  return { cell: after, state: out };
}

describe('the LSTM cell', () => {
  it('makes the step that the paper writes down', () => {
    const result = compute([x, state, cell, weights], ([a, b, c, d]) => {
      const { outputs } = lstmCell(a, b, c, d);
      return { cell: outputs[1], state: outputs[6] };
    });
    const wanted = step(preactivations(), cell.values);
    expectClose(result.cell, wanted.cell, 1e-5);
    expectClose(result.state, wanted.state, 1e-5);
  });

  it('has the gradient that differences of the written-out step give', () => {
    const dCell = spread([BATCH, HIDDEN], 5);
    const dState = spread([BATCH, HIDDEN], 6);
    const result = compute([x, state, cell, weights, dCell, dState], ([a, b, c, d, e, f]) => {
      const back = lstmCellGradient(lstmCell(a, b, c, d), e, f);
      return { gates: back.dGates, cell: back.dCell };
    });
    const gates = preactivations();
    const loss = () => {
      const after = step(gates, before);
      return after.cell.reduce(
        (total, value, i) => total + value * dCell.values[i] + after.state[i] * dState.values[i],
        0,
      );
    };
    const before = [...cell.values];
    const slope = (at: number[], i: number) => {
      const middle = at[i];
      at[i] = middle + 1e-5;
      const above = loss();
      at[i] = middle - 1e-5;
      const below = loss();
      at[i] = middle;
      return (above - below) / 2e-5;
    };
    expectClose(
      result.gates,
      gates.flatMap((row) => row.map((_, i) => slope(row, i))),
      1e-5,
    );
    expectClose(
      result.cell,
      before.map((_, i) => slope(before, i)),
      1e-5,
    );
  });

  it('names the shapes that do not fit', () => {
    const graph = new Graph();
    const place = (name: string, shape: number[]) => graph.placeholder(name, shape, 'float32');
    expect(() =>
      lstmCell(place('x', [2, 3]), place('state', [2, 4]), place('cell', [2, 4]), place('weights', [7, 12])),
    ).toThrow(
      'LSTMBlockCell of float32[2, 3], state float32[2, 4], cell float32[2, 4] with weights float32[7, 12]',
    );
  });
});
