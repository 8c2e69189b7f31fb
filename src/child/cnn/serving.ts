import { Graph } from '../../graph/graph';
import { argMax } from '../../graph/ops/arg-max';
import { softmax } from '../../graph/ops/softmax';
import { ServedModel } from '../../graph/loaded-saved-model';
import { UNKNOWN, type Shape } from '../../graph/tensor';
import { normalise } from '../../layers/augmentation';
import type { CnnCells } from '../../space/cnn/cells';
import { declareChild, planChild, type ChildSpec } from './graph';
import { childNetwork } from './network';
import { addSaver, SIGNATURE, writeServed } from '../saved-model';

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

  addSaver(graph, [variables.parameters, variables.averages]);
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
  writeServed(servingGraph(spec, cells), checkpoint, folder);
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
      [{ name: `${SIGNATURE}_images`, shape: [count, ...this.image], values: pixels }],
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
