import { Graph } from '../../graph/graph';
import { LoadedSavedModel } from '../../graph/loaded-saved-model';
import { add, gather, logSoftmax, matmul, readVariable, variable } from '../../graph/ops';
import { UNKNOWN_BATCH } from '../../graph/tensor';
import type { RnnCell } from '../../space/rnn/cells';
import { exportSavedModel, SERVING_SIGNATURE, ServingParameters } from '../saved-model';
import { buildRnnChildCell } from './cell';
import { type RnnChildSpec, traceRnnChild } from './graph';

/**
 * Builds the inference graph of a child, for one word at a time. The signature `serving_default` takes `tokens`, int32
 * [texts], and `hidden`, float32 [texts, hidden units], zero at the start of a text. It returns `log_probabilities` of the
 * next words, float32 [texts, vocabulary], and `next_hidden`, to be fed with the next words.
 *
 * Its variables hold the averaged weights if `spec.averageWeights` is set.
 */
function buildRnnServingGraph(spec: RnnChildSpec, cell: RnnCell): { graph: Graph; names: readonly string[] } {
  const { vocabulary, hiddenSize: units } = spec;
  const graph = new Graph();
  const parameters = new ServingParameters(graph);
  const table = parameters.declare(EMBEDDING, [vocabulary, units]);
  const bias = parameters.declare(BIAS, [vocabulary]);
  const tokens = graph.placeholder(`${SERVING_SIGNATURE}_tokens`, [UNKNOWN_BATCH], 'int32');
  const hidden = graph.placeholder(`${SERVING_SIGNATURE}_hidden`, [UNKNOWN_BATCH, units], 'float32');
  const network = buildRnnChildCell(parameters, spec, cell, null);
  const next = network.step(matmul(gather(table, tokens, 0), network.inputWeights), hidden);
  const logits = add(matmul(next, table, false, true), bias);
  graph.signature(
    SERVING_SIGNATURE,
    { tokens, hidden },
    { log_probabilities: logSoftmax(logits), next_hidden: next },
  );
  parameters.addSaver();
  return { graph, names: parameters.names };
}

/** Names of the parameters around the cell, in a training's checkpoint and in the export. */
const EMBEDDING = 'embedding';
const BIAS = 'bias';

/**
 * Writes a child as a SavedModel.
 *
 * @param checkpoint prefix of a checkpoint that `RnnChild` saved
 * @param folder new or empty
 * @throws EnvironmentError if the native library is missing
 */
export function exportRnnChild(spec: RnnChildSpec, cell: RnnCell, checkpoint: string, folder: string): void {
  const serving = buildRnnServingGraph(spec, cell);
  const readCheckpoint = (graph: Graph) => {
    const { vocabulary, hiddenSize, averageWeights } = spec;
    const parameters = traceRnnChild(spec, cell);
    const toCheckpointName = (name: string): string => (averageWeights ? `${name}/average` : name);
    const fixed = parameters.declare(graph, toCheckpointName('fixed'));
    const embedding = variable(graph, toCheckpointName(EMBEDDING), [vocabulary, hiddenSize]);
    const bias = variable(graph, toCheckpointName(BIAS), [vocabulary]);
    return {
      variables: [fixed, embedding, bias],
      values: [
        ...parameters.readNamed(fixed),
        { name: EMBEDDING, value: readVariable(embedding) },
        { name: BIAS, value: readVariable(bias) },
      ],
    };
  };
  exportSavedModel(serving.graph, serving.names, readCheckpoint, checkpoint, folder);
}

/** A loaded SavedModel that `exportRnnChild` wrote. */
export class ExportedLanguageModel {
  private readonly model: LoadedSavedModel;

  /** @param folder the SavedModel's folder */
  constructor(
    folder: string,
    private readonly hiddenSize: number,
  ) {
    this.model = LoadedSavedModel.open(folder);
  }

  /**
   * Reads one word of each text, and predicts the next.
   *
   * @param tokens [texts]
   * @param hidden hidden state after the previous words, [texts, hidden units]
   * @returns log-probabilities of the next words [texts, vocabulary], and the next hidden state
   */
  predictNext(
    tokens: Int32Array,
    hidden: Float32Array,
  ): { logProbabilities: Float32Array; hidden: Float32Array } {
    const texts = tokens.length;
    const [logProbabilities, next] = this.model.run(
      [
        { name: `${SERVING_SIGNATURE}_tokens`, shape: [texts], values: tokens },
        { name: `${SERVING_SIGNATURE}_hidden`, shape: [texts, this.hiddenSize], values: hidden },
      ],
      [`${SERVING_SIGNATURE}/log_probabilities`, `${SERVING_SIGNATURE}/next_hidden`],
    );
    // The next call recognizes its type, and under Jest the addon's arrays belong to another realm.
    const nextHidden = Float32Array.from(next as Float32Array);
    return { logProbabilities: logProbabilities as Float32Array, hidden: nextHidden };
  }

  dispose(): void {
    this.model.dispose();
  }
}
