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
} from '../../layers/recurrent-cell';
import { getPreviousNode, type RnnCell } from '../../space/rnn/cells';

/**
 * A recurrent cell whose architecture is known while it is built: what the supernet's is once its routing is resolved, its
 * parameters named alike. It has a matrix for each node and none beside.
 *
 * @throws Error where the cell has another number of nodes than `spec`
 */
export function buildRnnChildCell(
  parameters: ParameterSource,
  { nodes: nodeCount, hiddenSize: units, output }: RnnCellSpec,
  cell: RnnCell,
  masks: RnnCellMasks | null,
): RnnCellLayer {
  const { nodes, looseEnds: loose } = cell;
  if (nodes.length !== nodeCount)
    throw new Error(`a cell of ${nodes.length} nodes in a network for ${nodeCount}`);
  const [input, hidden] = parameters.getWeights('input', inputWeightSpecs(units));
  const matrices = nodes
    .slice(1)
    .map((_, i) => parameters.getWeights(`node${i + 1}`, [nodeWeightSpec(units)])[0]);
  const averaged = output === 'all' ? [...nodes.keys()] : loose;
  return buildRnnCell({ input, hidden, nodes: matrices }, masks, {
    read: (states, node) => states[getPreviousNode(cell, node)],
    activate: (candidate, node) => ACTIVATION_FUNCTIONS[nodes[node].activation](candidate),
    average: (states) => scale(addAll(averaged.map((node) => states[node])), 1 / averaged.length),
  });
}
