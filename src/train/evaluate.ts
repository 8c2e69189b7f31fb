import { loadImageDataset } from '../data/images/registry';
import { loadTextDataset } from '../data/text/registry';
import type { Hooks } from '../run/hooks';
import { loading } from '../run/loading';
import { stopError } from '../run/stop';
import { readAnyCard, readCard, readTextCard, readVocabulary } from '../run/export-metadata';
import { evaluateExport, type ExportScore } from './evaluate-images';
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
  hooks: Hooks,
): Promise<ExportScore | TextExportScore> {
  const isText = readAnyCard(config.model).space === 'rnn';
  return isText ? evaluateText(config, hooks) : evaluateImages(config, hooks);
}

async function evaluateImages(config: EvaluateConfig, hooks: Hooks): Promise<ExportScore> {
  const { model, part, batch } = config;
  readCard(model); // refuses what cannot be evaluated before the images are loaded
  const answerStop = stopper(hooks);
  const dataset = await loading(config.data, hooks, answerStop, loadImageDataset);
  const score = evaluateExport(model, dataset, part, batch, shower(`scoring on the ${part} images`, hooks));
  const { accuracy, right, images } = score;
  const line = `${part}_accuracy: ${accuracy} (${right} of ${images} images)`;
  hooks.progress({ kind: 'done', lines: [line] });
  return score;
}

async function evaluateText(config: EvaluateConfig, hooks: Hooks): Promise<TextExportScore> {
  const { model, part, batch, data } = config;
  readVocabulary(model); // as above
  const request = { ...data, vocabularyWords: readTextCard(model).vocabularyWords };
  const dataset = await loading(request, hooks, stopper(hooks), loadTextDataset);
  const score = evaluateTextExport(model, dataset, part, batch, shower(`scoring on the ${part} text`, hooks));
  const line = `${part}_perplexity: ${score.perplexity} (${score.tokens} tokens)`;
  hooks.progress({ kind: 'done', lines: [line] });
  return score;
}

function stopper(hooks: Hooks): () => void {
  return () => {
    const signal = hooks.stopRequested();
    if (signal !== undefined) throw stopError(signal, 'while scoring: start it again with the same command');
  };
}

/** Shows how far a scoring is, and lets it be stopped. */
function shower(phase: string, hooks: Hooks): (done: number, total: number) => void {
  const answerStop = stopper(hooks);
  hooks.progress({ kind: 'phase', name: phase });
  return (done, total) => {
    answerStop();
    hooks.progress({ kind: 'step', phase, done, total });
  };
}
