import { Graph } from '../../src/graph/graph';
import { NetworkLayout } from '../../src/layers/parameters/layout';
import { type ClassifierSpec, defineClassifierSignatures } from '../../src/networks/classifier/graph';
import type { SupernetCells } from '../../src/space/cnn/cells';
import { buildCnnSupernetNetwork, type CnnNetworkSpec } from './network';

/** Specification of the graph of a CNN supernet. */
export interface CnnSupernetSpec extends CnnNetworkSpec, ClassifierSpec {
  readonly dropPathKeep: number;
}

/**
 * Builds the CNN supernet as one graph, with the signatures of `defineClassifierSignatures`. The additional inputs `cases` and
 * `rows` of `train` and `evaluate` route an architecture.
 */
export function buildCnnSupernetGraph(spec: CnnSupernetSpec): {
  graph: Graph;
  layout: NetworkLayout<SupernetCells>;
} {
  const layout = new NetworkLayout<SupernetCells>((traceGraph, builder) => {
    const seed = traceGraph.integers([0, 0]);
    const shape = [2, spec.height, spec.width, spec.imageChannels];
    const images = traceGraph.placeholder('images', shape, 'float32');
    const { dropPathKeep, dropoutKeep } = spec;
    buildCnnSupernetNetwork(builder, spec, images, {
      dropPathKeep,
      dropoutKeep,
      pathSeed: seed,
      featureSeed: seed,
    });
  });
  const graph = new Graph();
  const declared = layout.declare(graph);
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
  return { graph, layout };
}
