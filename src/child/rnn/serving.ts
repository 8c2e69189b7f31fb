import { Graph } from '../../graph/graph';
import { LoadedSavedModel } from '../../graph/loaded-saved-model';
import { add, gather, logSoftmax, matmul, readVariable, variable } from '../../graph/ops';
import { UNKNOWN_BATCH } from '../../graph/tensor';
import type { RnnCell } from '../../space/rnn/cells';
import { addSaver, exportSavedModel, SERVING_SIGNATURE } from '../saved-model';
import { buildRnnChildCell } from './cell';
import { type RnnChildSpec, traceRnnCell } from './graph';

/**
 * A language model as it is served, a word at a time. `serving_default` takes `tokens`, int32 [any number of texts], and
 * `hidden`, float32 [texts, hidden units], zero where a text begins; it gives `log_probabilities` of the next words, float32
 * [texts, vocabulary], and `next_hidden`, to be fed with the next words.
 *
 * Its weights are the averages where the network averages.
 */
export function buildRnnServingGraph(spec: RnnChildSpec, cell: RnnCell): Graph {
  const { vocabulary, hiddenSize: units, averageWeights } = spec;
  const graph = new Graph();
  const plan = traceRnnCell(spec, cell);
  // By the names that a training's checkpoint has them under.
  const toCheckpointName = (name: string): string => (averageWeights ? `${name}/average` : name);
  const fixed = plan.declare(graph, toCheckpointName('fixed'));
  const embedding = variable(graph, toCheckpointName('embedding'), [vocabulary, units]);
  const bias = variable(graph, toCheckpointName('bias'), [vocabulary]);
  const tokens = graph.placeholder(`${SERVING_SIGNATURE}_tokens`, [UNKNOWN_BATCH], 'int32');
  const hidden = graph.placeholder(`${SERVING_SIGNATURE}_hidden`, [UNKNOWN_BATCH, units], 'float32');
  const table = readVariable(embedding);
  const network = buildRnnChildCell(plan.read(fixed), spec, cell, null);
  const next = network.step(matmul(gather(table, tokens, 0), network.inputWeights), hidden);
  const logits = add(matmul(next, table, false, true), readVariable(bias));
  graph.signature(
    SERVING_SIGNATURE,
    { tokens, hidden },
    { log_probabilities: logSoftmax(logits), next_hidden: next },
  );
  addSaver(graph, [fixed, embedding, bias]);
  return graph;
}

/**
 * Writes a SavedModel, with the parameters of a checkpoint that `RnnChild` wrote.
 *
 * @param checkpoint its prefix
 * @param folder new or empty
 * @throws EnvironmentError where the native library is missing
 */
export function exportRnnChild(spec: RnnChildSpec, cell: RnnCell, checkpoint: string, folder: string): void {
  exportSavedModel(buildRnnServingGraph(spec, cell), checkpoint, folder);
}

/** A language model that `writeTextServing` wrote. */
export class ExportedLanguageModel {
  private readonly model: LoadedSavedModel;

  /** @param folder of the SavedModel */
  constructor(
    folder: string,
    private readonly hiddenSize: number,
  ) {
    this.model = LoadedSavedModel.open(folder);
  }

  /**
   * Reads one word of each text.
   *
   * @param tokens [texts]
   * @param hidden what the words before left, [texts, hidden units]
   * @returns logarithms of the next words' probabilities [texts, vocabulary], and the hidden state to go on from
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
    return { logProbabilities: logProbabilities as Float32Array, hidden: next as Float32Array };
  }

  dispose(): void {
    this.model.dispose();
  }
}
