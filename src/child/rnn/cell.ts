import { addAll, scale } from '../../graph/ops';
import type { ParameterSource } from '../../layers/parameters/flat';
import {
  ACTIVATION_FUNCTIONS,
  buildRnnCell,
  inputWeightSpecs,
  nodeWeightSpec,
  type RnnCellLayer,
  type RnnCellMasks,
  type RnnCellSpec,
} from '../../layers/rnn-cell';
import { getPreviousNode, type RnnCell } from '../../space/rnn/cells';

/**
 * Builds the cell of a fixed architecture (NAO, Luo et al. 2018, section 3.1). It equals the supernet's cell routed to this
 * architecture, and its parameters have the same names; it has one matrix for each node.
 *
 * @throws Error if the cell does not have `spec.nodes` nodes
 */
export function buildRnnChildCell(
  parameters: ParameterSource,
  { nodes: nodeCount, hiddenSize: units, output }: RnnCellSpec,
  cell: RnnCell,
  masks: RnnCellMasks | null,
): RnnCellLayer {
  const { nodes, looseEnds } = cell;
  if (nodes.length !== nodeCount) {
    throw new Error(`the cell has ${nodes.length} nodes, but the network is built for ${nodeCount}`);
  }
  const [input, hidden] = parameters.getWeights('input', inputWeightSpecs(units));
  const matrices = nodes
    .slice(1)
    .map((_, i) => parameters.getWeights(`node${i + 1}`, [nodeWeightSpec(units)])[0]);
  const averaged = output === 'all' ? [...nodes.keys()] : looseEnds;
  return buildRnnCell({ input, hidden, nodes: matrices }, masks, {
    read: (states, node) => states[getPreviousNode(cell, node)],
    activate: (candidate, node) => ACTIVATION_FUNCTIONS[nodes[node].activation](candidate),
    average: (states) => scale(addAll(averaged.map((node) => states[node])), 1 / averaged.length),
  });
}
