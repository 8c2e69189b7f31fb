import { Graph } from '../../graph/graph';
import { add } from '../../graph/ops/add';
import { assign, type Variable } from '../../graph/ops/variable';
import { draw, FlatParameters } from '../../layers/parameters/flat';
import { addClassifier, type ClassifierSpec } from '../../networks/classifier-graph';
import type { CnnCells } from '../../space/cnn/cells';
import { childNetwork, type ChildNetworkSpec } from './network';
import { RunningNorms } from './running-norms';

/** Everything but the cells that the graph of a child is made from. */
export interface ChildSpec extends ChildNetworkSpec, ClassifierSpec {
  readonly keepPath: 1 | 'fed';
}

/** What a network asks for, found by building it once on a graph that is thrown away. */
export interface ChildPlan {
  readonly parameters: FlatParameters;
  readonly norms: RunningNorms;
}

export function planChild(spec: ChildSpec, cells: CnnCells): ChildPlan {
  const scratch = new Graph();
  const parameters = new FlatParameters();
  const norms = new RunningNorms();
  const seed = scratch.integers([0, 0]);
  const images = scratch.placeholder('images', [2, spec.height, spec.width, spec.imageChannels], 'float32');
  childNetwork(
    { fixed: (name, pieces) => parameters.ask(scratch, name, pieces) },
    spec,
    cells,
    images,
    { keepPath: 1, keepFeature: 1, pathSeed: seed, featureSeed: seed },
    norms.count,
  );
  return { parameters, norms };
}

/** A child's variables in a graph. */
export interface ChildVariables {
  readonly parameters: Variable;
  /** Running averages of batch statistics. */
  readonly averages: Variable;
}

export function declareChild(graph: Graph, { parameters, norms }: ChildPlan): ChildVariables {
  return { parameters: parameters.declare(graph), averages: norms.declare(graph) };
}

/**
 * A fixed network as one graph: the signatures of `addClassifier`. It trains by each batch's own statistics and scores by
 * running averages of them.
 */
export function childGraph(spec: ChildSpec, cells: CnnCells): { graph: Graph; plan: ChildPlan } {
  const plan = planChild(spec, cells);
  const graph = new Graph();
  const variables = declareChild(graph, plan);
  addClassifier(graph, spec, {
    inputs: {},
    training(images, noise) {
      const read = plan.parameters.read(variables.parameters);
      const { norm, update } = plan.norms.training();
      const logits = childNetwork(read, spec, cells, images, noise, norm);
      return { logits, trainables: [read.trainable], updates: [update(variables.averages)] };
    },
    scoring: (images) => {
      const read = plan.parameters.read(variables.parameters);
      const norm = plan.norms.serving(variables.averages);
      return childNetwork(read, spec, cells, images, null, norm).main;
    },
    variables: [variables.parameters, variables.averages],
    initialise: (seed) => [
      draw(variables.parameters, plan.parameters.pieces, add(seed, graph.integers([0, -1]))),
      assign(variables.averages, plan.norms.initial(graph)),
    ],
  });
  return { graph, plan };
}
