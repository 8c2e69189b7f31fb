import { Graph } from '../../src/graph/graph';
import { NetworkLayout } from '../../src/layers/parameters/layout';
import { defineLanguageModelSignatures } from '../../src/networks/language-model/graph';
import type { LanguageModelTrainingSpec } from '../../src/networks/language-model/spec';
import type { RnnCell } from '../../src/space/rnn/cells';
import { buildRnnSupernetCell } from './cell';

/** Specification of the graph of an RNN supernet. */
export type RnnSupernetSpec = LanguageModelTrainingSpec;

/**
 * Builds the RNN supernet as one graph, with the signatures of `defineLanguageModelSignatures`. The additional inputs `cases`
 * and `rows` of `train` and `evaluate` route an architecture.
 */
export function buildRnnSupernetGraph(spec: RnnSupernetSpec): {
  graph: Graph;
  layout: NetworkLayout<RnnCell>;
} {
  const layout = new NetworkLayout<RnnCell>((_, builder) => {
    buildRnnSupernetCell(builder, spec, null);
  });
  const graph = new Graph({ precision: spec.precision });
  const declared = layout.declare(graph);
  defineLanguageModelSignatures(graph, spec, {
    inputs: { cases: declared.cases, rows: declared.rows },
    read(substitute) {
      const { builder, trainables } = declared.read(substitute);
      return { cell: (masks) => buildRnnSupernetCell(builder, spec, masks), trainables };
    },
    variables: declared.variables,
    initialize: (seed) => declared.initialize(graph, seed),
  });
  return { graph, layout };
}
