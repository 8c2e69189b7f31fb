import { Graph } from '../../src/graph/graph';
import { batchNorm } from '../../src/graph/ops';
import { NetworkLayout, type RoutingFeed } from '../../src/layers/parameters/layout';
import { type ClassifierSpec, defineClassifierSignatures } from '../../src/networks/classifier/graph';
import type { CnnNetworkSpec } from '../../src/networks/classifier/network';
import { isNasBench201Space } from '../../src/space/nasbench201/space';
import type { Architecture } from '../../src/space/space';
import { createNaoCellsSupernet } from './nao-cells/network';
import { createNasBench201Supernet } from './nasbench201';
import type { CnnSupernetNetwork } from './network';

/** Specification of the graph of a CNN supernet. */
export interface CnnSupernetSpec extends CnnNetworkSpec, ClassifierSpec {
  readonly space: {
    readonly name: string;
    /** B, nodes per cell of NAO's cells. */
    readonly nodes: number;
  };
  readonly dropPathKeep: number;
}

/** A supernet's graph, and the feed that routes an architecture through it. */
export interface CnnSupernetGraph {
  readonly graph: Graph;
  route(architecture: Architecture): RoutingFeed;
}

/**
 * Builds the CNN supernet as one graph, with the signatures of `defineClassifierSignatures`. The additional inputs `cases` and
 * `rows` of `train` and `evaluate` route an architecture.
 */
export function buildCnnSupernetGraph(spec: CnnSupernetSpec): CnnSupernetGraph {
  return isNasBench201Space(spec.space)
    ? buildGraph(spec, createNasBench201Supernet(spec))
    : buildGraph(spec, createNaoCellsSupernet({ ...spec, nodes: spec.space.nodes }));
}

function buildGraph<A>(spec: CnnSupernetSpec, network: CnnSupernetNetwork<A>): CnnSupernetGraph {
  const layout = new NetworkLayout<A>((traceGraph, builder) => {
    const seed = traceGraph.integers([0, 0]);
    const shape = [2, spec.height, spec.width, spec.imageChannels];
    const images = traceGraph.placeholder('images', shape, 'float32');
    const { dropPathKeep, dropoutKeep } = spec;
    network.build(
      builder,
      images,
      { dropPathKeep, dropoutKeep, pathSeed: seed, featureSeed: seed },
      batchNorm,
    );
  });
  const graph = new Graph();
  const declared = layout.declare(graph);
  defineClassifierSignatures(graph, spec, {
    inputs: { cases: declared.cases, rows: declared.rows },
    buildForTraining(images, dropSettings) {
      const { builder, trainables } = declared.read();
      return { logits: network.build(builder, images, dropSettings, batchNorm), trainables, updates: [] };
    },
    buildForEvaluation: (images, substitute) =>
      network.build(declared.read(substitute).builder, images, null, batchNorm).main,
    variables: declared.variables,
    initialize: (seed) => declared.initialize(graph, seed),
  });
  return { graph, route: (architecture) => layout.route(network.toRoute(architecture)) };
}
