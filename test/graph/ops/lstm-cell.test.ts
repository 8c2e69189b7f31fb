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

/** Returns the gates before their nonlinearity, [batch][4 * hidden]. */
function computePreactivations(): number[][] {
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

/** Computes the step in double precision: returns cell and state after it, row by row. */
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

describe('lstmCell', () => {
  test('computes the step as in the paper', () => {
    const result = compute([x, state, cell, weights], ([a, b, c, d]) => {
      const { outputs } = lstmCell(a, b, c, d);
      return { cell: outputs[1], state: outputs[6] };
    });
    const expected = step(computePreactivations(), cell.values);
    expectClose(result.cell, expected.cell, 1e-5);
    expectClose(result.state, expected.state, 1e-5);
  });

  test('has the gradient of central differences', () => {
    const dCell = spread([BATCH, HIDDEN], 5);
    const dState = spread([BATCH, HIDDEN], 6);
    const result = compute([x, state, cell, weights, dCell, dState], ([a, b, c, d, e, f]) => {
      const back = lstmCellGradient(lstmCell(a, b, c, d), e, f);
      return { gates: back.dGates, cell: back.dCell };
    });
    const gates = computePreactivations();
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

  test('rejects shapes that do not match', () => {
    const graph = new Graph();
    const input = (name: string, shape: number[]) => graph.placeholder(name, shape, 'float32');
    expect(() =>
      lstmCell(input('x', [2, 3]), input('state', [2, 4]), input('cell', [2, 4]), input('weights', [7, 12])),
    ).toThrow(
      'LSTMBlockCell of float32[2, 3], state float32[2, 4], cell float32[2, 4] with weights float32[7, 12]',
    );
  });
});
