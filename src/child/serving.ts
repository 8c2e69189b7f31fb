import fs from 'node:fs';
import path from 'node:path';
import { finished } from '../graph/finish';
import { Graph } from '../graph/graph';
import { argMax } from '../graph/ops/arg-max';
import { restore, save } from '../graph/ops/checkpoint';
import { identity } from '../graph/ops/identity';
import { softmax } from '../graph/ops/softmax';
import { Session } from '../graph/session';
import { ServedModel } from '../graph/served-model';
import { UNKNOWN, type Shape } from '../graph/tensor';
import { savedModel } from '../graph/write';
import { normalise } from '../layers/image-input';
import type { CnnCells } from '../space/cnn-cells';
import { declareChild, planChild, type ChildSpec } from './graph';
import { childNetwork } from './network';

/** The name that TensorFlow Serving and others look for. */
const SIGNATURE = 'serving_default';

/**
 * A child as it is served: `serving_default` takes `images`, uint8 [any number, height, width, channels] as they come out of
 * a file, and gives `probabilities`, float32 [number, classes], and `classes`, int32 [number].
 */
export function servingGraph(spec: ChildSpec, cells: CnnCells): Graph {
  const graph = new Graph();
  const plan = planChild(spec, cells);
  const variables = declareChild(graph, plan);
  const { height, width, imageChannels } = spec;
  const images = graph.placeholder(`${SIGNATURE}_images`, [UNKNOWN, height, width, imageChannels], 'uint8');
  const read = plan.parameters.read(variables.parameters);
  const norm = plan.norms.serving(variables.averages);
  const { main } = childNetwork(read, spec, cells, normalise(images, spec.statistics), null, norm);
  graph.signature(SIGNATURE, { images }, { probabilities: softmax(main), classes: argMax(main, 1) });

  const prefix = graph.placeholder('saver/prefix', [], 'string', 'cpu');
  const all = [variables.parameters, variables.averages];
  const saving = save(prefix, all);
  const saved = identity(prefix, { after: [saving] });
  const restored = finished(graph, restore(prefix, all));
  graph.signature('save', { prefix }, { done: finished(graph, [saving]) });
  graph.signature('restore', { prefix }, { done: restored });
  graph.saver = { prefix, saved, restored: restored.node };
  return graph;
}

/**
 * Writes a SavedModel, with the parameters of a checkpoint that `CnnChild` wrote.
 *
 * @param checkpoint its prefix
 * @param folder new or empty
 * @throws EnvironmentError where the native library is missing
 */
export function writeServing(spec: ChildSpec, cells: CnnCells, checkpoint: string, folder: string): void {
  const graph = servingGraph(spec, cells);
  const variables = path.join(folder, 'variables');
  fs.mkdirSync(variables, { recursive: true });
  const session = Session.open(graph);
  try {
    session.run('restore', { prefix: checkpoint });
    session.run('save', { prefix: path.join(variables, 'variables') });
  } finally {
    session.dispose();
  }
  fs.writeFileSync(path.join(folder, 'saved_model.pb'), savedModel(graph, [SIGNATURE]));
}

/** A classifier that `writeServing` wrote. */
export class ServedClassifier {
  private readonly model: ServedModel;

  /**
   * @param folder of the SavedModel
   * @param image height, width and channels of an image
   */
  constructor(
    folder: string,
    private readonly image: Shape,
  ) {
    this.model = ServedModel.open(folder);
  }

  /**
   * @param pixels 8-bit, [number, height, width, channels]
   * @returns probabilities [number, classes] and the number of the likeliest class of each image
   */
  classify(pixels: Uint8Array): { probabilities: Float32Array; classes: Int32Array } {
    const count = pixels.length / this.image.reduce((product, side) => product * side, 1);
    const [probabilities, classes] = this.model.run(
      `${SIGNATURE}_images`,
      { shape: [count, ...this.image], values: pixels },
      [`${SIGNATURE}/probabilities`, `${SIGNATURE}/classes`],
    );
    return {
      probabilities: Float32Array.from(probabilities, Number),
      classes: Int32Array.from(classes, Number),
    };
  }

  dispose(): void {
    this.model.dispose();
  }
}
