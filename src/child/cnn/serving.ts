import { Graph } from '../../graph/graph';
import { LoadedSavedModel } from '../../graph/loaded-saved-model';
import { argMax, softmax } from '../../graph/ops';
import { type Shape, UNKNOWN_BATCH } from '../../graph/tensor';
import { normalizePixels } from '../../layers/augmentation';
import { addSaver, exportSavedModel, SERVING_SIGNATURE } from '../saved-model';
import { type CnnChildSpec, declareCnnChildVariables, traceCnnChild } from './graph';
import type { CnnChildNetwork } from './network';

/**
 * Builds the inference graph of a child. The signature `serving_default` takes `images`, uint8 [batch, height, width,
 * channels] without normalization, and returns `probabilities`, float32 [batch, classes], and `classes`, int32 [batch].
 */
function buildCnnServingGraph(spec: CnnChildSpec, network: CnnChildNetwork): Graph {
  const graph = new Graph();
  const layout = traceCnnChild(spec, network);
  const variables = declareCnnChildVariables(graph, layout);
  const { height, width, imageChannels } = spec;
  const shape = [UNKNOWN_BATCH, height, width, imageChannels];
  const images = graph.placeholder(`${SERVING_SIGNATURE}_images`, shape, 'uint8');
  const parameters = layout.parameters.read(variables.parameters);
  const norm = layout.norms.createInferenceNormalization(variables.averages);
  const normalized = normalizePixels(images, spec.statistics);
  const { main } = network(parameters, spec, normalized, null, norm);
  graph.signature(SERVING_SIGNATURE, { images }, { probabilities: softmax(main), classes: argMax(main, 1) });
  addSaver(graph, [variables.parameters, variables.averages]);
  return graph;
}

/**
 * Writes a child as a SavedModel.
 *
 * @param checkpoint prefix of a checkpoint that `CnnChild` saved
 * @param folder new or empty
 * @throws EnvironmentError if the native library is missing
 */
export function exportCnnChild(
  spec: CnnChildSpec,
  network: CnnChildNetwork,
  checkpoint: string,
  folder: string,
): void {
  exportSavedModel(buildCnnServingGraph(spec, network), checkpoint, folder);
}

/** A loaded SavedModel that `exportCnnChild` wrote. */
export class ExportedClassifier {
  private readonly model: LoadedSavedModel;

  /**
   * @param folder the SavedModel's folder
   * @param image [height, width, channels] of an image
   */
  constructor(
    folder: string,
    private readonly image: Shape,
  ) {
    this.model = LoadedSavedModel.open(folder);
  }

  /**
   * Classifies images.
   *
   * @param pixels 8-bit, [batch, height, width, channels]
   * @returns probabilities [batch, classes] and the most likely class of each image [batch]
   */
  classify(pixels: Uint8Array): { probabilities: Float32Array; classes: Int32Array } {
    const count = pixels.length / this.image.reduce((product, dim) => product * dim, 1);
    const [probabilities, classes] = this.model.run(
      [{ name: `${SERVING_SIGNATURE}_images`, shape: [count, ...this.image], values: pixels }],
      [`${SERVING_SIGNATURE}/probabilities`, `${SERVING_SIGNATURE}/classes`],
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
