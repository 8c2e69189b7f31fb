import { Graph } from '../../src/graph/graph';
import { addClassifier, type ClassifierSpec } from '../../src/networks/classifier-graph';
import { Plan } from '../../src/layers/parameters/layout';
import type { SupernetCells } from '../../src/space/cnn/cells';
import { network, type NetworkSpec } from './network';

/** Everything that the graph of a supernet is made from. */
export interface SupernetSpec extends NetworkSpec, ClassifierSpec {
  readonly keepPath: number;
}

/**
 * The supernet as one graph with the architecture as input: the signatures of `addClassifier`, where `train` and `evaluate`
 * take besides what routes an architecture, `cases` and `rows`.
 */
export function supernetGraph(spec: SupernetSpec): { graph: Graph; plan: Plan<SupernetCells> } {
  const plan = new Plan<SupernetCells>((scratch, builder) => {
    const seed = scratch.integers([0, 0]);
    const images = scratch.placeholder('images', [2, spec.height, spec.width, spec.imageChannels], 'float32');
    const { keepPath, keepFeature } = spec;
    network(builder, spec, images, { keepPath, keepFeature, pathSeed: seed, featureSeed: seed });
  });
  const graph = new Graph();
  const planned = plan.declare(graph);
  addClassifier(graph, spec, {
    inputs: { cases: planned.cases, rows: planned.rows },
    training(images, noise) {
      const { builder, trainables } = planned.read();
      return { logits: network(builder, spec, images, noise), trainables, updates: [] };
    },
    scoring: (images) => network(planned.read().builder, spec, images, null).main,
    variables: planned.variables,
    initialise: (seed) => planned.initialise(graph, seed),
  });
  return { graph, plan };
}
