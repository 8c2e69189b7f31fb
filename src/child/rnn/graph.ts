import { Graph } from '../../graph/graph';
import { add } from '../../graph/ops/add';
import { draw, FlatParameters } from '../../layers/parameters/flat';
import { addLanguageModel, type LanguageModelTrainingSpec } from '../../networks/language-model-graph';
import type { RnnCellSpec } from '../../layers/recurrent-cell';
import type { RnnCell } from '../../space/rnn/cells';
import { fixedRecurrentCell } from './cell';

/** Everything but the cell that the graph of a recurrent child is made from. */
export type RnnChildSpec = LanguageModelTrainingSpec;

/** The parameters that a cell asks for, found by building it once on a graph that is thrown away. */
export function planRecurrentCell(spec: RnnCellSpec, cell: RnnCell): FlatParameters {
  const scratch = new Graph();
  const parameters = new FlatParameters();
  fixedRecurrentCell({ fixed: (name, pieces) => parameters.ask(scratch, name, pieces) }, spec, cell, null);
  return parameters;
}

/** A language model around a fixed cell as one graph: the signatures of `addLanguageModel`. */
export function rnnChildGraph(
  spec: RnnChildSpec,
  cell: RnnCell,
): { graph: Graph; parameters: FlatParameters } {
  const parameters = planRecurrentCell(spec, cell);
  const graph = new Graph();
  const fixed = parameters.declare(graph);
  addLanguageModel(graph, spec, {
    inputs: {},
    read(standIn = (of) => of) {
      const read = parameters.read(standIn(fixed));
      return { cell: (masks) => fixedRecurrentCell(read, spec, cell, masks), trainables: [read.trainable] };
    },
    variables: [fixed],
    initialise: (seed) => [draw(fixed, parameters.pieces, add(seed, graph.integers([0, -1])))],
  });
  return { graph, parameters };
}
