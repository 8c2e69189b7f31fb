import { loadImageDataset } from '../data/images/registry';
import { loadTextDataset } from '../data/text/registry';
import {
  readExportMetadata,
  readImageExportMetadata,
  readTextExportMetadata,
  readVocabulary,
} from '../run/export-metadata';
import type { RunHooks } from '../run/hooks';
import { loadDataset } from '../run/loading';
import { createStopError } from '../run/stop';
import { evaluateImageExport, type ImageExportScore } from './evaluate-images';
import { evaluateTextExport, type TextExportScore } from './evaluate-text';

/** What `nao evaluate` is asked. */
export interface EvaluateConfig {
  /** The exported model. */
  readonly model: string;
  readonly data: { readonly dataset: string; readonly dir: string; readonly resizePixels: number };
  readonly part: 'train' | 'test';
  /** Images at a time, or columns of a text; undefined: the usual number. */
  readonly batch: number | undefined;
  readonly run: { readonly device: 'auto' | 'cpu' | 'gpu'; readonly deterministicOps: boolean };
}

/** The program behind `nao evaluate`. @throws InputError where model and data do not fit each other */
export async function runEvaluation(
  config: EvaluateConfig,
  hooks: RunHooks,
): Promise<ImageExportScore | TextExportScore> {
  const isText = readExportMetadata(config.model).space === 'rnn';
  return isText ? evaluateText(config, hooks) : evaluateImages(config, hooks);
}

async function evaluateImages(config: EvaluateConfig, hooks: RunHooks): Promise<ImageExportScore> {
  const { model, part, batch } = config;
  readImageExportMetadata(model); // refuses what cannot be evaluated before the images are loaded
  const throwIfStopped = createStopCheck(hooks);
  const dataset = await loadDataset(config.data, hooks, throwIfStopped, loadImageDataset);
  const score = evaluateImageExport(
    model,
    dataset,
    part,
    batch,
    createProgressReporter(`scoring on the ${part} images`, hooks),
  );
  const { accuracy, correct, images } = score;
  const line = `${part}_accuracy: ${accuracy} (${correct} of ${images} images)`;
  hooks.progress({ kind: 'done', lines: [line] });
  return score;
}

async function evaluateText(config: EvaluateConfig, hooks: RunHooks): Promise<TextExportScore> {
  const { model, part, batch, data } = config;
  readVocabulary(model); // as above
  const request = { ...data, vocabularyWords: readTextExportMetadata(model).vocabularyWords };
  const dataset = await loadDataset(request, hooks, createStopCheck(hooks), loadTextDataset);
  const score = evaluateTextExport(
    model,
    dataset,
    part,
    batch,
    createProgressReporter(`scoring on the ${part} text`, hooks),
  );
  const line = `${part}_perplexity: ${score.perplexity} (${score.tokens} tokens)`;
  hooks.progress({ kind: 'done', lines: [line] });
  return score;
}

function createStopCheck(hooks: RunHooks): () => void {
  return () => {
    const signal = hooks.stopRequested();
    if (signal !== undefined)
      throw createStopError(signal, 'while scoring: start it again with the same command');
  };
}

/** Shows how far a scoring is, and lets it be stopped. */
function createProgressReporter(phase: string, hooks: RunHooks): (done: number, total: number) => void {
  const throwIfStopped = createStopCheck(hooks);
  hooks.progress({ kind: 'phase', name: phase });
  return (done, total) => {
    throwIfStopped();
    hooks.progress({ kind: 'step', phase, done, total });
  };
}
