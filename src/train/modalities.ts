import type { TrainConfig, TrainConfigs } from '../config/load-train';
import { loadImageDataset } from '../data/images/registry';
import { loadTextDataset } from '../data/text/registry';
import { loadDataset, type RunContext } from '../run/context';
import { readImageExportMetadata, readTextExportMetadata, readVocabulary } from '../run/export-metadata';
import type { Facts } from '../run/hooks';
import { getModality, type Modality } from '../space/registry';
import { evaluateImageExport, type ImageExportScore } from './evaluate-images';
import { evaluateTextExport, type TextExportScore } from './evaluate-text';
import { createImageTask, parseCnnNetwork } from './image-task';
import type { TrainingTask } from './task';
import { createTextTask, parseRnnCell } from './text-task';

/** Options of `nao evaluate`. */
export interface EvaluateConfig {
  /** Folder of the exported model. */
  readonly model: string;
  readonly data: { readonly dataset: string; readonly dir: string; readonly resizePixels: number };
  readonly part: 'train' | 'test';
  /** Images at a time, or columns of a text; undefined: the default. */
  readonly batch: number | undefined;
  readonly run: {
    readonly device: 'auto' | 'cpu' | 'gpu';
    readonly deterministicOps: boolean;
    readonly threads: number;
  };
}

/** Training and evaluation of networks that read one kind of data. */
interface TrainingModality<M extends Modality> {
  /** Loads the data set and builds the network. */
  createTask(config: TrainConfigs[M], context: RunContext): Promise<TrainingTask>;
  /** Loads the data set and scores an exported model on it. */
  evaluateExport(config: EvaluateConfig, context: RunContext): Promise<ExportScore>;
}

/** Score of an exported model, with the line and the named values that report it. */
export interface ExportScore {
  readonly score: ImageExportScore | TextExportScore;
  readonly summary: string;
  readonly facts: Facts;
}

const MODALITIES: { readonly [M in Modality]: TrainingModality<M> } = {
  images: {
    async createTask(config, context) {
      const network = parseCnnNetwork(config);
      const images = await loadDataset(config.data, context, loadImageDataset);
      context.throwIfStopped();
      return createImageTask(config, network, images, context);
    },
    async evaluateExport({ model, part, batch, data }, context) {
      readImageExportMetadata(model); // an unreadable export fails before the images are loaded
      const dataset = await loadDataset({ ...data, part }, context, loadImageDataset);
      const onProgress = reportProgress(`scoring on the ${part} images`, context);
      const score = evaluateImageExport(model, dataset, part, batch, onProgress);
      const { accuracy, correct, images } = score;
      return {
        score,
        summary: `${part}_accuracy: ${accuracy} (${correct} of ${images} images)`,
        facts: { [`${part}_accuracy`]: accuracy, correct, images },
      };
    },
  },

  text: {
    async createTask(config, context) {
      const cell = parseRnnCell(config);
      const text = await loadDataset(config.data, context, loadTextDataset);
      context.throwIfStopped();
      return createTextTask(config, cell, text, context);
    },
    async evaluateExport({ model, part, batch, data }, context) {
      const vocabulary = readVocabulary(model);
      const { vocabularyWords } = readTextExportMetadata(model);
      const request = { ...data, vocabularyWords, scored: { part, vocabulary } };
      const dataset = await loadDataset(request, context, loadTextDataset);
      const onProgress = reportProgress(`scoring on the ${part} text`, context);
      const score = evaluateTextExport(model, dataset, part, batch, onProgress);
      const { perplexity, tokens } = score;
      return {
        score,
        summary: `${part}_perplexity: ${perplexity} (${tokens} tokens)`,
        facts: { [`${part}_perplexity`]: perplexity, tokens },
      };
    },
  },
};

/**
 * Loads the data of a training and builds its network.
 *
 * @throws InputError, EnvironmentError if settings, data or machine are unsuitable; InterruptedError, StoppedError
 */
export function createTrainingTask(config: TrainConfig, context: RunContext): Promise<TrainingTask> {
  return createTaskForModality(getModality(config.architecture.space), config, context);
}

/** Ties the type of the settings to that of the table's entry. */
function createTaskForModality<M extends Modality>(
  modality: M,
  config: TrainConfigs[M],
  context: RunContext,
): Promise<TrainingTask> {
  return MODALITIES[modality].createTask(config, context);
}

/** @throws InputError if model and data do not fit; EnvironmentError, InterruptedError, StoppedError */
export function evaluateExport(
  spaceName: string,
  config: EvaluateConfig,
  context: RunContext,
): Promise<ExportScore> {
  return MODALITIES[getModality(spaceName)].evaluateExport(config, context);
}

/** Returns a callback that reports progress of a phase and ends it if a stop was requested. */
function reportProgress(phase: string, context: RunContext): (done: number, total: number) => void {
  context.progress({ kind: 'phase', name: phase });
  return (done, total) => {
    context.throwIfStopped();
    context.progress({ kind: 'step', phase, done, total });
  };
}
