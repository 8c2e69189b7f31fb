import { whenCase, whenNone } from '../../src/graph/conditions';
import { div, guard, merge, mul, route } from '../../src/graph/ops';
import { sumAlive } from '../../src/graph/sum';
import type { Choice, Guard, Tensor } from '../../src/graph/tensor';
import type { Builder } from '../../src/layers/parameters/layout';
import {
  ACTIVATION_FUNCTIONS,
  buildRnnCell,
  inputWeightSpecs,
  nodeWeightSpec,
  type RnnCellLayer,
  type RnnCellMasks,
  type RnnCellSpec,
} from '../../src/layers/rnn-cell';
import { getPreviousNode, RNN_ACTIVATIONS, type RnnCell } from '../../src/space/rnn/cells';

/**
 * Builds a cell in which the architecture, fed as choices and rows of parameters, determines the input and the activation
 * of each node (NAO, Luo et al. 2018, section 3.1). Operations that are the same in all time steps run once.
 */
export function buildRnnSupernetCell(
  builder: Builder<RnnCell>,
  spec: RnnCellSpec,
  masks: RnnCellMasks | null,
): RnnCellLayer {
  const { nodes, hiddenSize: units } = spec;
  const [input, hidden] = builder.getWeights('input', inputWeightSpecs(units));
  const choices = Array.from({ length: nodes }, (_, node) => declareChoices(builder, node));
  const matrices = choices.slice(1).map((_, i) => selectMatrix(builder, i + 1, units));
  const looseGuards = spec.output === 'all' ? null : choices.map((_, node) => guardLooseEnd(choices, node));
  const graph = input.node.graph;
  const averageWeight = looseGuards
    ? div(
        graph.scalar(1),
        sumAlive(
          guardEach(
            looseGuards.map(() => graph.scalar(1)),
            looseGuards,
          ),
        ),
      )
    : graph.scalar(1 / nodes);

  return buildRnnCell({ input, hidden, nodes: matrices }, masks, {
    read(states, node) {
      const { source } = choices[node];
      return source ? merge(states.map((state, i) => guard(state, [whenCase(source, i)]))) : states[0];
    },
    activate(candidate, node) {
      const routed = route(candidate, choices[node].activation) as Tensor[];
      return merge(routed.map((each, i) => ACTIVATION_FUNCTIONS[RNN_ACTIVATIONS[i]](each)));
    },
    average(states) {
      const terms = looseGuards ? guardEach(states, looseGuards) : states;
      return mul(sumAlive(terms), averageWeight);
    },
  });
}

/** Choices of a node. */
interface NodeChoices {
  /** Null for node 0, which reads the input and the hidden state, and node 1, which always reads node 0. */
  readonly source: Choice | null;
  readonly activation: Choice;
}

function declareChoices(builder: Builder<RnnCell>, node: number): NodeChoices {
  const source =
    node < 2 ? null : builder.choice(`${node}/source`, node, (cell) => getPreviousNode(cell, node));
  const activation = builder.choice(`${node}/activation`, RNN_ACTIVATIONS.length, (cell) =>
    RNN_ACTIVATIONS.indexOf(cell.nodes[node].activation),
  );
  return { source, activation };
}

/** Selects the matrix of a node. As in ENAS, it is separate for each source node and activation. */
function selectMatrix(builder: Builder<RnnCell>, node: number, units: number): Tensor {
  const alternatives = node * RNN_ACTIVATIONS.length;
  const [matrix] = builder.selectWeights(`node${node}`, alternatives, [nodeWeightSpec(units)], (cell) => {
    const activation = RNN_ACTIVATIONS.indexOf(cell.nodes[node].activation);
    return getPreviousNode(cell, node) * RNN_ACTIVATIONS.length + activation;
  });
  return matrix;
}

/** Guards each tensor of a node, leaving out nodes that are never a loose end. */
function guardEach(tensors: readonly Tensor[], guards: readonly (Guard | null)[]): Tensor[] {
  return tensors.flatMap((tensor, i) => {
    const under = guards[i];
    return under ? [guard(tensor, under)] : [];
  });
}

/** Returns a guard that holds if no later node reads `node`, or null if one always does. */
function guardLooseEnd(choices: readonly NodeChoices[], node: number): Guard | null {
  if (node === 0 && choices.length > 1) return null;
  const readers = choices.slice(Math.max(2, node + 1)).flatMap(({ source }) => (source ? [source] : []));
  return readers.length === 0 ? [] : [whenNone(readers.map((source) => [whenCase(source, node)]))];
}
