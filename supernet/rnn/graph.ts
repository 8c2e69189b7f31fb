import { Graph } from '../../src/graph/graph';
import { NetworkLayout } from '../../src/layers/parameters/layout';
import {
  defineLanguageModelSignatures,
  type LanguageModelTrainingSpec,
} from '../../src/networks/language-model-graph';
import type { RnnCell } from '../../src/space/rnn/cells';
import { buildRnnSupernetCell } from './cell';

/** Everything that the graph of an RNN supernet is made from. */
export type RnnSupernetSpec = LanguageModelTrainingSpec;

/**
 * The RNN supernet as one graph with the architecture as input: the signatures of `addLanguageModel`, where `train` and
 * `evaluate` take besides what routes an architecture, `cases` and `rows`.
 */
export function buildRnnSupernetGraph(spec: RnnSupernetSpec): { graph: Graph; plan: NetworkLayout<RnnCell> } {
  const plan = new NetworkLayout<RnnCell>((_, builder) => {
    buildRnnSupernetCell(builder, spec, null);
  });
  const graph = new Graph();
  const declared = plan.declare(graph);
  defineLanguageModelSignatures(graph, spec, {
    inputs: { cases: declared.cases, rows: declared.rows },
    read(substitute) {
      const { builder, trainables } = declared.read(substitute);
      return { cell: (masks) => buildRnnSupernetCell(builder, spec, masks), trainables };
    },
    variables: declared.variables,
    initialize: (seed) => declared.initialize(graph, seed),
  });
  return { graph, plan };
}
