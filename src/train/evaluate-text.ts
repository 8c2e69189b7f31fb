import { ExportedLanguageModel } from '../child/rnn/serving';
import { assertWindowsFit, sliceAllWindows } from '../data/text/bptt-windows';
import type { TextDataset } from '../data/text/dataset';
import { InputError } from '../errors';
import { readTextExportMetadata, readVocabulary } from '../run/export-metadata';

/** Score of an exported language model on a text. */
export interface TextExportScore {
  readonly perplexity: number;
  /** Predicted tokens: all but the first. */
  readonly tokens: number;
}

/**
 * Scores an exported language model on a text. The model is fed tokens, as by any other user of the export.
 *
 * @param requestedBatchSize columns that the text is cut into and read in parallel, each from a zero hidden state. More
 *   columns are faster, but more tokens then lack context: the perplexity depends on the number. Default: as in training
 * @param onProgress called with the number of steps done and their total
 * @param onToken called for each predicted token, with its position in its column and its loss in nats
 * @throws InputError if the text has another vocabulary than the model, or is too short
 */
export function evaluateTextExport(
  folder: string,
  dataset: TextDataset,
  part: 'train' | 'test',
  requestedBatchSize?: number,
  onProgress: (done: number, total: number) => void = () => undefined,
  onToken: (step: number, token: number, loss: number) => void = () => undefined,
): TextExportScore {
  const { hiddenSize, evalBatchSize } = readTextExportMetadata(folder);
  assertSameVocabulary(folder, dataset);
  const batchSize = requestedBatchSize ?? evalBatchSize;
  const text = dataset[part];
  assertWindowsFit(dataset.name, part, text.length, batchSize, 1);
  const model = new ExportedLanguageModel(folder, hiddenSize);
  try {
    const vocabularySize = dataset.vocabulary.length;
    const steps = sliceAllWindows(text, batchSize, 1);
    let hidden: Float32Array = new Float32Array(batchSize * hiddenSize);
    let loss = 0;
    steps.forEach(({ tokens, targets, weight }, step) => {
      const output = model.predictNext(tokens, hidden);
      if (output.logProbabilities.length !== batchSize * vocabularySize) {
        throw new InputError(
          `${folder}/vocabulary.txt has ${vocabularySize} words, but the model ${output.logProbabilities.length / batchSize}: restore it from a copy`,
        );
      }
      ({ hidden } = output);
      targets.forEach((target, sequence) => {
        if (weight[sequence] === 0) return;
        const tokenLoss = -output.logProbabilities[sequence * vocabularySize + target];
        loss += tokenLoss;
        onToken(step, target, tokenLoss);
      });
      onProgress(step + 1, steps.length);
    });
    return { perplexity: Math.exp(loss / (text.length - 1)), tokens: text.length - 1 };
  } finally {
    model.dispose();
  }
}

function assertSameVocabulary(folder: string, { name, vocabulary }: TextDataset): void {
  const modelVocabulary = readVocabulary(folder);
  if (modelVocabulary.join('\n') === vocabulary.join('\n')) return;
  throw new InputError(
    `${folder} has another vocabulary (${modelVocabulary.length} words) than ${name} (${vocabulary.length} words): use the text it was trained on`,
  );
}
