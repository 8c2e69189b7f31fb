import { caseOf, noneOf, type Guard } from '../../src/graph/conditions';
import { guard, merge, route } from '../../src/graph/guards';
import { add } from '../../src/graph/ops/add';
import { split } from '../../src/graph/ops/concat';
import { div } from '../../src/graph/ops/div';
import { identity } from '../../src/graph/ops/identity';
import { matmul } from '../../src/graph/ops/matmul';
import { mul } from '../../src/graph/ops/mul';
import { reshape } from '../../src/graph/ops/reshape';
import { sub } from '../../src/graph/ops/sub';
import { relu, sigmoid, tanh } from '../../src/graph/ops/unary';
import { sumAlive } from '../../src/graph/sum';
import type { Tensor } from '../../src/graph/tensor';
import type { Piece } from '../../src/layers/pieces';
import type { Builder } from '../../src/layers/plan';
import { RNN_ACTIVATIONS, type RnnActivation } from '../../src/space/rnn-activations';
import type { RnnCell } from '../../src/space/rnn-cells';

/** The cell and what it computes. */
export interface RnnCellSpec {
  /** B, nodes of the cell. */
  readonly nodes: number;
  readonly hiddenUnits: number;
  /** Which nodes are averaged to the new hidden state: those that no node reads (the paper), or all of them. */
  readonly output: 'loose' | 'all';
}

/** Masks of variational dropout, the same in every time step: [batch, hidden] each. */
export interface CellMasks {
  /** On the hidden state that node 0 reads. */
  readonly hidden: Tensor;
  /** On what each later node reads. */
  readonly nodes: readonly Tensor[];
}

const FUNCTIONS: Record<RnnActivation, (x: Tensor) => Tensor> = { tanh, relu, sigmoid, identity };

/** Weights of `outputs` columns, kept small enough that a recurrence neither dies out nor explodes at the start. */
function recurrentWeights(inputs: number, outputs: number): Piece {
  return { shape: [inputs, outputs], mean: 0, deviation: 1 / Math.sqrt(3 * inputs) };
}

/**
 * A recurrent cell in which the architecture, fed as choices and rows of parameters, decides what each node reads and
 * which function it applies (paper, section 3.1; gates as in ENAS, section 2.1, and DARTS). Node `i` with the earlier
 * node `s` and `[c, z] = W s` gives `s + sigmoid(c) * (f(z) - s)`.
 *
 * All that depends on the architecture alone is done here, once, and not at every step.
 *
 * @returns the projection for the inputs of all steps, [inputs, 2 * hidden], and the step itself: from the projected
 *   input [batch, 2 * hidden] and the hidden state [batch, hidden] to the next one
 */
export function recurrentCell(
  builder: Builder<RnnCell>,
  spec: RnnCellSpec,
  masks: CellMasks | null,
): { inputWeights: Tensor; step: (projected: Tensor, hidden: Tensor) => Tensor } {
  const { nodes, hiddenUnits: units } = spec;
  const [inputWeights, hiddenWeights] = builder.fixed('input', [
    recurrentWeights(units, 2 * units),
    recurrentWeights(units, 2 * units),
  ]);
  const choices = Array.from({ length: nodes }, (_, node) => decisions(builder, node));
  // A slice of weights for every (node, earlier node, activation), as in ENAS for every pair of nodes.
  const weights = choices.slice(1).map((_, i) => {
    const node = i + 1;
    const row = builder.picked(
      `node${node}`,
      node * RNN_ACTIVATIONS.length,
      [recurrentWeights(units, 2 * units)],
      (cell) =>
        previousOf(cell, node) * RNN_ACTIVATIONS.length + RNN_ACTIVATIONS.indexOf(cell.nodes[node].activation), // prettier-ignore
    );
    return reshape(row, [units, 2 * units]);
  });
  const averaged = spec.output === 'all' ? null : choices.map((_, node) => looseGuard(choices, node));
  const graph = inputWeights.node.graph;
  const share = averaged
    ? div(
        graph.scalar(1),
        sumAlive(averaged.flatMap((under) => (under ? [guard(graph.scalar(1), under)] : []))),
      )
    : graph.scalar(1 / nodes);

  function step(projected: Tensor, hidden: Tensor): Tensor {
    const masked = masks ? mul(hidden, masks.hidden) : hidden;
    const states = [gated(add(projected, matmul(masked, hiddenWeights)), hidden, 0)];
    for (let node = 1; node < nodes; node++) {
      const { source } = choices[node];
      const read = source ? merge(states.map((state, i) => guard(state, [caseOf(source, i)]))) : states[0];
      const input = masks ? mul(read, masks.nodes[node - 1]) : read;
      states.push(gated(matmul(input, weights[node - 1]), read, node));
    }
    const terms = averaged
      ? states.flatMap((state, i) => {
          const under = averaged[i];
          return under ? [guard(state, under)] : [];
        })
      : states;
    return mul(sumAlive(terms), share);
  }

  /** The gate and the function that the node chose, over `before`. @param z [batch, 2 * hidden] */
  function gated(z: Tensor, before: Tensor, node: number): Tensor {
    const [gate, candidate] = split(z, [units, units], 1);
    const chosen = merge(
      (route(candidate, choices[node].activation) as Tensor[]).map((each, i) =>
        FUNCTIONS[RNN_ACTIVATIONS[i]](each),
      ),
    );
    return add(before, mul(sigmoid(gate), sub(chosen, before)));
  }

  return { inputWeights, step };
}

/** The architecture's decisions on a node. Node 0 reads the input and the hidden state, node 1 can read node 0 alone. */
function decisions(builder: Builder<RnnCell>, node: number) {
  const source = node < 2 ? null : builder.choice(`${node}/source`, node, (cell) => previousOf(cell, node));
  const activation = builder.choice(`${node}/activation`, RNN_ACTIVATIONS.length, (cell) =>
    RNN_ACTIVATIONS.indexOf(cell.nodes[node].activation),
  );
  return { source, activation };
}

function previousOf(cell: RnnCell, node: number): number {
  const { previous } = cell.nodes[node];
  if (previous === undefined) throw new Error(`node ${node} of the cell reads no earlier node`);
  return previous;
}

/** Holds where no later node reads `node`; null where one always does. */
function looseGuard(choices: readonly ReturnType<typeof decisions>[], node: number): Guard | null {
  if (node === 0 && choices.length > 1) return null;
  const readers = choices.slice(Math.max(2, node + 1)).flatMap(({ source }) => (source ? [source] : []));
  return readers.length === 0 ? [] : [noneOf(readers.map((source) => [caseOf(source, node)]))];
}
