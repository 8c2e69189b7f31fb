import { loadImageDataset } from '../data/registry';
import type { Hooks } from '../run/hooks';
import { loading } from '../run/loading';
import { stopError } from '../run/stop';
import { evaluateExport, type ExportScore } from './evaluate-export';

/** What `nao evaluate` is asked. */
export interface EvaluateConfig {
  /** The exported model. */
  readonly model: string;
  readonly data: { readonly dataset: string; readonly dir: string; readonly resizePixels: number };
  readonly part: 'train' | 'test';
  /** Images at a time. */
  readonly batch: number;
  readonly run: { readonly device: 'auto' | 'cpu' | 'gpu'; readonly deterministicOps: boolean };
}

/** The program behind `nao evaluate`. @throws InputError where model and data do not fit each other */
export async function runEvaluation(config: EvaluateConfig, hooks: Hooks): Promise<ExportScore> {
  const answerStop = (): void => {
    const signal = hooks.stopRequested();
    if (signal !== undefined) throw stopError(signal, 'while scoring: start it again with the same command');
  };
  const dataset = await loading(config.data, hooks, answerStop, loadImageDataset);
  const phase = `scoring on the ${config.part} images`;
  hooks.progress({ kind: 'phase', name: phase, total: dataset[config.part].labels.length });
  const score = evaluateExport(config.model, dataset, config.part, config.batch, (done, total) => {
    answerStop();
    hooks.progress({ kind: 'step', phase, done, total });
  });
  const { accuracy, right, images } = score;
  hooks.progress({
    kind: 'done',
    lines: [`${config.part}_accuracy: ${accuracy} (${right} of ${images} images)`],
  });
  return score;
}
