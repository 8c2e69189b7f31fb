import { Graph } from '../../graph/graph';
import { add, assign, type Variable } from '../../graph/ops';
import { FlatParameters, initializeParameters } from '../../layers/parameters/flat';
import { type ClassifierSpec, defineClassifierSignatures } from '../../networks/classifier-graph';
import type { CnnCells } from '../../space/cnn/cells';
import { buildCnnChildNetwork, type CnnChildNetworkSpec } from './network';
import { RunningStatistics } from './running-norms';

/** Everything but the cells that the graph of a child is made from. */
export interface CnnChildSpec extends CnnChildNetworkSpec, ClassifierSpec {
  readonly dropPathKeep: 1 | 'fed';
}

/** What a network asks for, found by building it once on a graph that is thrown away. */
export interface CnnChildLayout {
  readonly parameters: FlatParameters;
  readonly norms: RunningStatistics;
}

export function traceCnnChild(spec: CnnChildSpec, cells: CnnCells): CnnChildLayout {
  const traceGraph = new Graph();
  const parameters = new FlatParameters();
  const norms = new RunningStatistics();
  const seed = traceGraph.integers([0, 0]);
  const images = traceGraph.placeholder(
    'images',
    [2, spec.height, spec.width, spec.imageChannels],
    'float32',
  );
  buildCnnChildNetwork(
    { getWeights: (name, pieces) => parameters.trace(traceGraph, name, pieces) },
    spec,
    cells,
    images,
    { dropPathKeep: 1, dropoutKeep: 1, pathSeed: seed, featureSeed: seed },
    norms.trace,
  );
  return { parameters, norms };
}

/** A child's variables in a graph. */
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
 * A fixed network as one graph: the signatures of `addClassifier`. It trains by each batch's own statistics and scores by
 * running averages of them.
 */
export function buildCnnChildGraph(
  spec: CnnChildSpec,
  cells: CnnCells,
): { graph: Graph; plan: CnnChildLayout } {
  const plan = traceCnnChild(spec, cells);
  const graph = new Graph();
  const variables = declareCnnChildVariables(graph, plan);
  defineClassifierSignatures(graph, spec, {
    inputs: {},
    buildForTraining(images, dropSettings) {
      const parameters = plan.parameters.read(variables.parameters);
      const { norm, update } = plan.norms.createTrainingNorm();
      const logits = buildCnnChildNetwork(parameters, spec, cells, images, dropSettings, norm);
      return { logits, trainables: [parameters.trainable], updates: [update(variables.averages)] };
    },
    buildForEvaluation: (images) => {
      const parameters = plan.parameters.read(variables.parameters);
      const norm = plan.norms.createInferenceNorm(variables.averages);
      return buildCnnChildNetwork(parameters, spec, cells, images, null, norm).main;
    },
    variables: [variables.parameters, variables.averages],
    initialize: (seed) => [
      initializeParameters(variables.parameters, plan.parameters.pieces, add(seed, graph.integers([0, -1]))),
      assign(variables.averages, plan.norms.createInitialValue(graph)),
    ],
  });
  return { graph, plan };
}
