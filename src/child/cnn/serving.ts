import { Graph } from '../../graph/graph';
import { LoadedSavedModel } from '../../graph/loaded-saved-model';
import { argMax, softmax } from '../../graph/ops';
import { type Shape, UNKNOWN_BATCH } from '../../graph/tensor';
import { normalizePixels } from '../../layers/augmentation';
import type { CnnCells } from '../../space/cnn/cells';
import { addSaver, exportSavedModel, SERVING_SIGNATURE } from '../saved-model';
import { type CnnChildSpec, declareCnnChildVariables, traceCnnChild } from './graph';
import { buildCnnChildNetwork } from './network';

/**
 * A child as it is served: `serving_default` takes `images`, uint8 [any number, height, width, channels] as they come out of
 * a file, and gives `probabilities`, float32 [number, classes], and `classes`, int32 [number].
 */
export function buildCnnServingGraph(spec: CnnChildSpec, cells: CnnCells): Graph {
  const graph = new Graph();
  const plan = traceCnnChild(spec, cells);
  const variables = declareCnnChildVariables(graph, plan);
  const { height, width, imageChannels } = spec;
  const images = graph.placeholder(
    `${SERVING_SIGNATURE}_images`,
    [UNKNOWN_BATCH, height, width, imageChannels],
    'uint8',
  );
  const parameters = plan.parameters.read(variables.parameters);
  const norm = plan.norms.createInferenceNorm(variables.averages);
  const { main } = buildCnnChildNetwork(
    parameters,
    spec,
    cells,
    normalizePixels(images, spec.statistics),
    null,
    norm,
  );
  graph.signature(SERVING_SIGNATURE, { images }, { probabilities: softmax(main), classes: argMax(main, 1) });

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
export function exportCnnChild(
  spec: CnnChildSpec,
  cells: CnnCells,
  checkpoint: string,
  folder: string,
): void {
  exportSavedModel(buildCnnServingGraph(spec, cells), checkpoint, folder);
}

/** A classifier that `writeServing` wrote. */
export class ExportedClassifier {
  private readonly model: LoadedSavedModel;

  /**
   * @param folder of the SavedModel
   * @param image height, width and channels of an image
   */
  constructor(
    folder: string,
    private readonly image: Shape,
  ) {
    this.model = LoadedSavedModel.open(folder);
  }

  /**
   * @param pixels 8-bit, [number, height, width, channels]
   * @returns probabilities [number, classes] and the number of the likeliest class of each image
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
