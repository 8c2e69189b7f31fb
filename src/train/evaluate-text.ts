import { ServedLanguageModel } from '../child/rnn/serving';
import { allWindows, requireWindows } from '../data/text/bptt-windows';
import type { TextDataset } from '../data/text/dataset';
import { InputError } from '../errors';
import { readTextCard, readVocabulary } from '../run/export-metadata';

/** How well an exported language model foretells a text. */
export interface TextExportScore {
  readonly perplexity: number;
  /** Tokens foretold: all but the first. */
  readonly tokens: number;
}

/**
 * Scores an exported language model on a text, feeding it words as any user of it would.
 *
 * @param columns pieces that the text is cut into and that are read side by side, each from a hidden state of zero: more of
 *   them make it faster and leave more beginnings without what came before, so that the perplexity depends on them; by
 *   default as many as in training
 * @param progress told how many steps are done
 * @throws InputError where the text has other words than the model, or is too short
 */
export function evaluateTextExport(
  folder: string,
  dataset: TextDataset,
  part: 'train' | 'test',
  columns?: number,
  progress: (done: number, total: number) => void = () => undefined,
): TextExportScore {
  const { hiddenUnits, scoreSequences } = readTextCard(folder);
  refuseOtherWords(folder, dataset);
  const side = columns ?? scoreSequences;
  const text = dataset[part];
  requireWindows(dataset.name, part, text.length, side, 1);
  const model = new ServedLanguageModel(folder, hiddenUnits);
  try {
    const words = dataset.vocabulary.length;
    const steps = allWindows(text, side, 1);
    let hidden: Float32Array = new Float32Array(side * hiddenUnits);
    let loss = 0;
    steps.forEach(({ tokens, targets, weight }, step) => {
      const read = model.read(tokens, hidden);
      ({ hidden } = read);
      targets.forEach((target, column) => {
        if (weight[column] > 0) loss -= read.logProbabilities[column * words + target];
      });
      progress(step + 1, steps.length);
    });
    return { perplexity: Math.exp(loss / (text.length - 1)), tokens: text.length - 1 };
  } finally {
    model.dispose();
  }
}

function refuseOtherWords(folder: string, { name, vocabulary }: TextDataset): void {
  const known = readVocabulary(folder);
  if (known.join('\n') === vocabulary.join('\n')) return;
  throw new InputError(
    `${folder} knows another vocabulary (${known.length} words) than that of ${name} (${vocabulary.length} words): give the text that it was trained on`,
  );
}
