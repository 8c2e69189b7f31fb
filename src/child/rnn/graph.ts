import { Graph } from '../../graph/graph';
import { add } from '../../graph/ops';
import { FlatParameters, initializeParameters } from '../../layers/parameters/flat';
import type { RnnCellSpec } from '../../layers/rnn-cell';
import { defineLanguageModelSignatures } from '../../networks/language-model/graph';
import type { LanguageModelTrainingSpec } from '../../networks/language-model/spec';
import type { RnnCell } from '../../space/rnn/cells';
import { buildRnnChildCell } from './cell';

/** Specification of the graph of a child, without its cell. */
export type RnnChildSpec = LanguageModelTrainingSpec;

/** Finds the parameters of a cell by building it once on a graph that is discarded. */
export function traceRnnChild(spec: RnnCellSpec, cell: RnnCell): FlatParameters {
  const traceGraph = new Graph();
  const parameters = new FlatParameters();
  buildRnnChildCell(
    { getWeights: (name, specs) => parameters.trace(traceGraph, name, specs) },
    spec,
    cell,
    null,
  );
  return parameters;
}

/** Builds the language model of a fixed cell as one graph, with the signatures of `defineLanguageModelSignatures`. */
export function buildRnnChildGraph(
  spec: RnnChildSpec,
  cell: RnnCell,
): { graph: Graph; parameters: FlatParameters } {
  const parameters = traceRnnChild(spec, cell);
  const graph = new Graph({ precision: spec.precision });
  const fixed = parameters.declare(graph);
  defineLanguageModelSignatures(graph, spec, {
    inputs: {},
    read(substitute = (of) => of) {
      const read = parameters.read(substitute(fixed));
      return { cell: (masks) => buildRnnChildCell(read, spec, cell, masks), trainables: [read.trainable] };
    },
    variables: [fixed],
    initialize: (seed) => [initializeParameters(fixed, parameters.specs, add(seed, graph.integers([0, -1])))],
  });
  return { graph, parameters };
}
