import { Graph } from '../../graph/graph';
import { add, assign, type Variable } from '../../graph/ops';
import type { KernelTarget } from '../../graph/tensor';
import { FlatParameters, initializeParameters } from '../../layers/parameters/flat';
import { type ClassifierSpec, defineClassifierSignatures } from '../../networks/classifier/graph';
import type { CnnChildNetwork, CnnChildNetworkSpec } from './network';
import { RunningStatistics } from './running-statistics';

/** Specification of the graph of a child, without its network. */
export interface CnnChildSpec extends CnnChildNetworkSpec, ClassifierSpec {
  readonly dropPathKeep: 1 | 'fed';
}

/** Parameters and batch statistics of a network, found by tracing. */
export interface CnnChildLayout {
  readonly parameters: FlatParameters;
  readonly norms: RunningStatistics;
}

/** Finds the parameters and normalization layers of a network by building it once on a graph that is discarded. */
export function traceCnnChild(spec: CnnChildSpec, network: CnnChildNetwork): CnnChildLayout {
  const traceGraph = new Graph();
  const parameters = new FlatParameters();
  const norms = new RunningStatistics();
  const seed = traceGraph.integers([0, 0]);
  const shape = [2, spec.height, spec.width, spec.imageChannels];
  const images = traceGraph.placeholder('images', shape, 'float32');
  network(
    { getWeights: (name, specs) => parameters.trace(traceGraph, name, specs) },
    spec,
    images,
    { dropPathKeep: 1, dropoutKeep: 1, pathSeed: seed, featureSeed: seed },
    norms.trace,
  );
  return { parameters, norms };
}

/** Variables of a child in a graph. */
export interface CnnChildVariables {
  readonly parameters: Variable;
  /** Running averages of batch statistics. */
  readonly averages: Variable;
}

export function declareCnnChildVariables(
  graph: Graph,
  { parameters, norms }: CnnChildLayout,
): CnnChildVariables {
  return { parameters: parameters.declare(graph), averages: norms.declare(graph) };
}

/**
 * Builds the network of one architecture as one graph, with the signatures of `defineClassifierSignatures`. Batch norm uses the
 * statistics of each batch in training, and their running averages in evaluation.
 */
export function buildCnnChildGraph(
  spec: CnnChildSpec,
  network: CnnChildNetwork,
  target: KernelTarget = 'cpu',
): { graph: Graph; layout: CnnChildLayout } {
  const layout = traceCnnChild(spec, network);
  const graph = new Graph({ target });
  const variables = declareCnnChildVariables(graph, layout);
  defineClassifierSignatures(graph, spec, {
    inputs: {},
    buildForTraining(images, dropSettings) {
      const parameters = layout.parameters.read(variables.parameters);
      const { norm, update } = layout.norms.createTrainingNormalization();
      const logits = network(parameters, spec, images, dropSettings, norm);
      return { logits, trainables: [parameters.trainable], updates: [update(variables.averages)] };
    },
    buildForEvaluation: (batches) => {
      const parameters = layout.parameters.read(variables.parameters);
      return batches.map((images) => {
        const norm = layout.norms.createInferenceNormalization(variables.averages);
        return network(parameters, spec, images, null, norm).main;
      });
    },
    variables: [variables.parameters, variables.averages],
    initialize: (seed) => [
      initializeParameters(variables.parameters, layout.parameters.specs, add(seed, graph.integers([0, -1]))),
      assign(variables.averages, layout.norms.createInitialValue(graph)),
    ],
  });
  return { graph, layout };
}
