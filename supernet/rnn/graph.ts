import { Graph } from '../../src/graph/graph';
import { addLanguageModel, type LanguageModelTrainingSpec } from '../../src/networks/language-model-graph';
import { Plan } from '../../src/layers/parameters/layout';
import type { RnnCell } from '../../src/space/rnn/cells';
import { routedCell } from './cell';

/** Everything that the graph of an RNN supernet is made from. */
export type RnnSupernetSpec = LanguageModelTrainingSpec;

/**
 * The RNN supernet as one graph with the architecture as input: the signatures of `addLanguageModel`, where `train` and
 * `evaluate` take besides what routes an architecture, `cases` and `rows`.
 */
export function rnnSupernetGraph(spec: RnnSupernetSpec): { graph: Graph; plan: Plan<RnnCell> } {
  const plan = new Plan<RnnCell>((_, builder) => {
    routedCell(builder, spec, null);
  });
  const graph = new Graph();
  const planned = plan.declare(graph);
  addLanguageModel(graph, spec, {
    inputs: { cases: planned.cases, rows: planned.rows },
    read(standIn) {
      const { builder, trainables } = planned.read(standIn);
      return { cell: (masks) => routedCell(builder, spec, masks), trainables };
    },
    variables: planned.variables,
    initialise: (seed) => planned.initialise(graph, seed),
  });
  return { graph, plan };
}
