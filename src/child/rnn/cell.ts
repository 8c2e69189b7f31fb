import { addAll } from '../../graph/ops/add';
import { scale } from '../../graph/ops/mul';
import type { Parameters } from '../../layers/parameters/flat';
import {
  ACTIVATION_FUNCTIONS,
  inputPieces,
  nodeWeights,
  recurrentCell,
  type CellMasks,
  type RecurrentCell,
  type RnnCellSpec,
} from '../../layers/recurrent-cell';
import { previousOf, type RnnCell } from '../../space/rnn/cells';

/**
 * A recurrent cell whose architecture is known while it is built: what the supernet's is once its routing is resolved, its
 * parameters named alike. It has a matrix for each node and none beside.
 *
 * @throws Error where the cell has another number of nodes than `spec`
 */
export function fixedRecurrentCell(
  parameters: Parameters,
  { nodes: count, hiddenUnits: units, output }: RnnCellSpec,
  cell: RnnCell,
  masks: CellMasks | null,
): RecurrentCell {
  const { nodes, loose } = cell;
  if (nodes.length !== count) throw new Error(`a cell of ${nodes.length} nodes in a network for ${count}`);
  const [input, hidden] = parameters.fixed('input', inputPieces(units));
  const matrices = nodes.slice(1).map((_, i) => parameters.fixed(`node${i + 1}`, [nodeWeights(units)])[0]);
  const averaged = output === 'all' ? [...nodes.keys()] : loose;
  return recurrentCell({ input, hidden, nodes: matrices }, masks, {
    read: (states, node) => states[previousOf(cell, node)],
    activate: (candidate, node) => ACTIVATION_FUNCTIONS[nodes[node].activation](candidate),
    average: (states) => scale(addAll(averaged.map((node) => states[node])), 1 / averaged.length),
  });
}
