import { ExportedLanguageModel } from '../child/rnn/serving';
import { assertWindowsFit, sliceAllWindows } from '../data/text/bptt-windows';
import type { TextDataset } from '../data/text/dataset';
import { InputError } from '../errors';
import { readTextExportMetadata, readVocabulary } from '../run/export-metadata';

/** How well an exported language model foretells a text. */
export interface TextExportScore {
  readonly perplexity: number;
  /** Tokens foretold: all but the first. */
  readonly tokens: number;
}

/**
 * Scores an exported language model on a text, feeding it words as any user of it would.
 *
 * @param requestedBatchSize pieces that the text is cut into and that are read side by side, each from a hidden state of zero: more of
 *   them make it faster and leave more beginnings without what came before, so that the perplexity depends on them; by
 *   default as many as in training
 * @param onProgress told how many steps are done
 * @throws InputError where the text has other words than the model, or is too short
 */
export function evaluateTextExport(
  folder: string,
  dataset: TextDataset,
  part: 'train' | 'test',
  requestedBatchSize?: number,
  onProgress: (done: number, total: number) => void = () => undefined,
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
      ({ hidden } = output);
      targets.forEach((target, sequence) => {
        if (weight[sequence] > 0) loss -= output.logProbabilities[sequence * vocabularySize + target];
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
    `${folder} knows another vocabulary (${modelVocabulary.length} words) than that of ${name} (${vocabulary.length} words): give the text that it was trained on`,
  );
}
