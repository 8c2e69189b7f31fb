import { whenCase, whenNone } from '../../src/graph/conditions';
import { guard, merge, route } from '../../src/graph/guards';
import { div, mul, reshape } from '../../src/graph/ops';
import { sumAlive } from '../../src/graph/sum';
import type { Guard, Tensor } from '../../src/graph/tensor';
import type { Builder } from '../../src/layers/parameters/layout';
import {
  ACTIVATION_FUNCTIONS,
  buildRnnCell,
  inputWeightSpecs,
  nodeWeightSpec,
  type RnnCellLayer,
  type RnnCellMasks,
  type RnnCellSpec,
} from '../../src/layers/recurrent-cell';
import { getPreviousNode, RNN_ACTIVATIONS, type RnnCell } from '../../src/space/rnn/cells';

/**
 * A recurrent cell in which the architecture, fed as choices and rows of parameters, decides what each node reads and
 * which function it applies (paper, section 3.1). All that depends on the architecture alone is done here, once, and not at
 * every step.
 */
export function buildRnnSupernetCell(
  builder: Builder<RnnCell>,
  spec: RnnCellSpec,
  masks: RnnCellMasks | null,
): RnnCellLayer {
  const { nodes, hiddenSize: units } = spec;
  const [input, hidden] = builder.getWeights('input', inputWeightSpecs(units));
  const choices = Array.from({ length: nodes }, (_, node) => declareChoices(builder, node));
  // A slice of weights for every (node, earlier node, activation), as in ENAS for every pair of nodes.
  const matrices = choices.slice(1).map((_, i) => {
    const node = i + 1;
    const row = builder.selectWeights(
      `node${node}`,
      node * RNN_ACTIVATIONS.length,
      [nodeWeightSpec(units)],
      (cell) =>
        getPreviousNode(cell, node) * RNN_ACTIVATIONS.length + RNN_ACTIVATIONS.indexOf(cell.nodes[node].activation), // prettier-ignore
    );
    return reshape(row, [units, 2 * units]);
  });
  const looseGuards = spec.output === 'all' ? null : choices.map((_, node) => guardLooseEnd(choices, node));
  const graph = input.node.graph;
  const averageWeight = looseGuards
    ? div(
        graph.scalar(1),
        sumAlive(looseGuards.flatMap((under) => (under ? [guard(graph.scalar(1), under)] : []))),
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
      const terms = looseGuards
        ? states.flatMap((state, i) => {
            const under = looseGuards[i];
            return under ? [guard(state, under)] : [];
          })
        : states;
      return mul(sumAlive(terms), averageWeight);
    },
  });
}

/** The architecture's decisions on a node. Node 0 reads the input and the hidden state, node 1 can read node 0 alone. */
function declareChoices(builder: Builder<RnnCell>, node: number) {
  const source =
    node < 2 ? null : builder.choice(`${node}/source`, node, (cell) => getPreviousNode(cell, node));
  const activation = builder.choice(`${node}/activation`, RNN_ACTIVATIONS.length, (cell) =>
    RNN_ACTIVATIONS.indexOf(cell.nodes[node].activation),
  );
  return { source, activation };
}

/** Holds where no later node reads `node`; null where one always does. */
function guardLooseEnd(choices: readonly ReturnType<typeof declareChoices>[], node: number): Guard | null {
  if (node === 0 && choices.length > 1) return null;
  const readers = choices.slice(Math.max(2, node + 1)).flatMap(({ source }) => (source ? [source] : []));
  return readers.length === 0 ? [] : [whenNone(readers.map((source) => [whenCase(source, node)]))];
}
