import { Graph } from '../../src/graph/graph';
import { batchNorm } from '../../src/graph/ops';
import type { KernelTarget } from '../../src/graph/tensor';
import { NetworkLayout, type RoutingFeed } from '../../src/layers/parameters/layout';
import { defineFineTuningSignatures } from '../../src/networks/classifier/fine-tuning';
import { type ClassifierSpec, defineClassifierSignatures } from '../../src/networks/classifier/graph';
import type { CnnNetworkSpec } from '../../src/networks/classifier/network';
import { isNasBench201Space } from '../../src/space/nasbench201/space';
import type { Architecture } from '../../src/space/space';
import { AccumulatedStatistics, defineStatisticsSignatures } from './accumulated-statistics';
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
  /** Evaluates with the batch-norm statistics of given batches, instead of those of each evaluated batch. */
  readonly accumulateStatistics: boolean;
  /** Computes the products of 1x1 convolutions again in the backward pass, instead of keeping them. */
  readonly recompute: boolean;
  /** Allows training that leaves no trace. It takes the memory of a second set of weights. */
  readonly fineTuning: boolean;
}

/** A supernet's graph, and the feed that routes an architecture through it. */
export interface CnnSupernetGraph {
  readonly graph: Graph;
  route(architecture: Architecture): RoutingFeed;
}

/**
 * Builds the CNN supernet as one graph, with the signatures of `defineClassifierSignatures`. The additional inputs `cases` and
 * `rows` of `train` and `evaluate` route an architecture. On request it has the signatures of `defineFineTuningSignatures` and
 * of `defineStatisticsSignatures`.
 */
export function buildCnnSupernetGraph(spec: CnnSupernetSpec, target: KernelTarget = 'cpu'): CnnSupernetGraph {
  return isNasBench201Space(spec.space)
    ? buildGraph(spec, createNasBench201Supernet(spec), target)
    : buildGraph(spec, createNaoCellsSupernet({ ...spec, nodes: spec.space.nodes }), target);
}

function buildGraph<A>(
  spec: CnnSupernetSpec,
  network: CnnSupernetNetwork<A>,
  target: KernelTarget,
): CnnSupernetGraph {
  const statistics = new AccumulatedStatistics();
  const layout = new NetworkLayout<A>((traceGraph, builder) => {
    const seed = traceGraph.integers([0, 0]);
    const shape = [2, spec.height, spec.width, spec.imageChannels];
    const images = traceGraph.placeholder('images', shape, 'float32');
    const { dropPathKeep, dropoutKeep } = spec;
    const dropSettings = { dropPathKeep, dropoutKeep, pathSeed: seed, featureSeed: seed };
    network.build(builder, images, dropSettings, statistics.trace);
  });
  const graph = new Graph({ target, recompute: spec.recompute });
  const declared = layout.declare(graph);
  const accumulated = spec.accumulateStatistics ? statistics.declare(graph) : null;
  const variables = defineClassifierSignatures(graph, spec, {
    inputs: { cases: declared.cases, rows: declared.rows },
    buildForTraining(images, dropSettings) {
      const { builder, trainables } = declared.read();
      return { logits: network.build(builder, images, dropSettings, batchNorm), trainables, updates: [] };
    },
    buildForEvaluation(batches, substitute) {
      const { builder } = declared.read(substitute);
      return batches.map((images) => {
        const norm = accumulated ? statistics.createInferenceNormalization(accumulated) : batchNorm;
        return network.build(builder, images, null, norm).main;
      });
    },
    variables: declared.variables,
    initialize: (seed) => declared.initialize(graph, seed),
  });
  if (accumulated) {
    defineStatisticsSignatures(graph, spec, statistics, accumulated, {
      pixels: variables.pixels,
      inputs: { cases: declared.cases, rows: declared.rows },
      build(images, norm) {
        const { builder } = declared.read((of) => variables.averages.get(of) ?? of);
        network.build(builder, images, null, norm);
      },
    });
  }
  if (spec.fineTuning) defineFineTuningSignatures(graph, declared.variables, variables);
  return { graph, route: (architecture) => layout.route(network.toRoute(architecture)) };
}
