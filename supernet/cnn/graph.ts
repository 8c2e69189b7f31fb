import { Graph } from '../../src/graph/graph';
import { NetworkLayout } from '../../src/layers/parameters/layout';
import { type ClassifierSpec, defineClassifierSignatures } from '../../src/networks/classifier-graph';
import type { SupernetCells } from '../../src/space/cnn/cells';
import { buildCnnSupernetNetwork, type CnnNetworkSpec } from './network';

/** Everything that the graph of a supernet is made from. */
export interface CnnSupernetSpec extends CnnNetworkSpec, ClassifierSpec {
  readonly dropPathKeep: number;
}

/**
 * The supernet as one graph with the architecture as input: the signatures of `addClassifier`, where `train` and `evaluate`
 * take besides what routes an architecture, `cases` and `rows`.
 */
export function buildCnnSupernetGraph(spec: CnnSupernetSpec): {
  graph: Graph;
  plan: NetworkLayout<SupernetCells>;
} {
  const plan = new NetworkLayout<SupernetCells>((traceGraph, builder) => {
    const seed = traceGraph.integers([0, 0]);
    const images = traceGraph.placeholder(
      'images',
      [2, spec.height, spec.width, spec.imageChannels],
      'float32',
    );
    const { dropPathKeep: dropPathKeep, dropoutKeep: dropoutKeep } = spec;
    buildCnnSupernetNetwork(builder, spec, images, {
      dropPathKeep: dropPathKeep,
      dropoutKeep: dropoutKeep,
      pathSeed: seed,
      featureSeed: seed,
    });
  });
  const graph = new Graph();
  const declared = plan.declare(graph);
  defineClassifierSignatures(graph, spec, {
    inputs: { cases: declared.cases, rows: declared.rows },
    buildForTraining(images, dropSettings) {
      const { builder, trainables } = declared.read();
      return {
        logits: buildCnnSupernetNetwork(builder, spec, images, dropSettings),
        trainables,
        updates: [],
      };
    },
    buildForEvaluation: (images) => buildCnnSupernetNetwork(declared.read().builder, spec, images, null).main,
    variables: declared.variables,
    initialize: (seed) => declared.initialize(graph, seed),
  });
  return { graph, plan };
}
