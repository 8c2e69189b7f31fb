import { Graph } from '../../graph/graph';
import { LoadedSavedModel } from '../../graph/loaded-saved-model';
import { argMax, batchNormInference, softmax } from '../../graph/ops';
import { type Shape, UNKNOWN_BATCH } from '../../graph/tensor';
import { normalizePixels } from '../../layers/augmentation';
import type { Normalization } from '../../layers/norm';
import { exportSavedModel, SERVING_SIGNATURE, ServingParameters } from '../saved-model';
import { type CnnChildSpec, declareCnnChildVariables, traceCnnChild } from './graph';
import type { CnnChildNetwork } from './network';
import { nameStatistic, STATISTICS } from './running-statistics';

/**
 * Builds the inference graph of a child. The signature `serving_default` takes `images`, uint8 [batch, height, width,
 * channels] without normalization, and returns `probabilities`, float32 [batch, classes], and `classes`, int32 [batch].
 */
function buildCnnServingGraph(
  spec: CnnChildSpec,
  network: CnnChildNetwork,
): { graph: Graph; names: readonly string[] } {
  const graph = new Graph();
  const parameters = new ServingParameters(graph);
  const { height, width, imageChannels } = spec;
  const shape = [UNKNOWN_BATCH, height, width, imageChannels];
  const images = graph.placeholder(`${SERVING_SIGNATURE}_images`, shape, 'uint8');
  const norm: Normalization = (x, gamma, beta) => {
    const [mean, variance] = STATISTICS.map((statistic) =>
      parameters.declare(nameStatistic(parameters.nameOf(gamma), statistic), gamma.shape, false),
    );
    return batchNormInference(x, gamma, beta, mean, variance);
  };
  const normalized = normalizePixels(images, spec.statistics);
  const { main } = network(parameters, spec, normalized, null, norm);
  graph.signature(SERVING_SIGNATURE, { images }, { probabilities: softmax(main), classes: argMax(main, 1) });
  parameters.addSaver();
  return { graph, names: parameters.names };
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
  const serving = buildCnnServingGraph(spec, network);
  const readCheckpoint = (graph: Graph) => {
    const { parameters, norms } = traceCnnChild(spec, network);
    const variables = declareCnnChildVariables(graph, { parameters, norms });
    return {
      variables: [variables.parameters, variables.averages],
      values: [...parameters.readNamed(variables.parameters), ...norms.readNamed(variables.averages)],
    };
  };
  exportSavedModel(serving.graph, serving.names, readCheckpoint, checkpoint, folder);
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
