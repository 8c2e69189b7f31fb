import { Graph } from '../../graph/graph';
import { add } from '../../graph/ops';
import { FlatParameters, initializeParameters } from '../../layers/parameters/flat';
import type { RnnCellSpec } from '../../layers/recurrent-cell';
import {
  defineLanguageModelSignatures,
  type LanguageModelTrainingSpec,
} from '../../networks/language-model-graph';
import type { RnnCell } from '../../space/rnn/cells';
import { buildRnnChildCell } from './cell';

/** Everything but the cell that the graph of a recurrent child is made from. */
export type RnnChildSpec = LanguageModelTrainingSpec;

/** The parameters that a cell asks for, found by building it once on a graph that is thrown away. */
export function traceRnnCell(spec: RnnCellSpec, cell: RnnCell): FlatParameters {
  const traceGraph = new Graph();
  const parameters = new FlatParameters();
  buildRnnChildCell(
    { getWeights: (name, pieces) => parameters.trace(traceGraph, name, pieces) },
    spec,
    cell,
    null,
  );
  return parameters;
}

/** A language model around a fixed cell as one graph: the signatures of `addLanguageModel`. */
export function buildRnnChildGraph(
  spec: RnnChildSpec,
  cell: RnnCell,
): { graph: Graph; parameters: FlatParameters } {
  const parameters = traceRnnCell(spec, cell);
  const graph = new Graph();
  const fixed = parameters.declare(graph);
  defineLanguageModelSignatures(graph, spec, {
    inputs: {},
    read(substitute = (of) => of) {
      const read = parameters.read(substitute(fixed));
      return { cell: (masks) => buildRnnChildCell(read, spec, cell, masks), trainables: [read.trainable] };
    },
    variables: [fixed],
    initialize: (seed) => [
      initializeParameters(fixed, parameters.pieces, add(seed, graph.integers([0, -1]))),
    ],
  });
  return { graph, parameters };
}
