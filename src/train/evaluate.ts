import { createRunContext } from '../run/context';
import { readExportMetadata } from '../run/export-metadata';
import type { RunHooks } from '../run/hooks';
import type { ImageExportScore } from './evaluate-images';
import type { TextExportScore } from './evaluate-text';
import { type EvaluateConfig, evaluateExport } from './modalities';

export type { EvaluateConfig } from './modalities';

/**
 * Scores an exported model for `nao evaluate`.
 *
 * @throws InputError if model and data do not fit; EnvironmentError, InterruptedError, StoppedError
 */
export async function runEvaluation(
  config: EvaluateConfig,
  hooks: RunHooks,
): Promise<ImageExportScore | TextExportScore> {
  const context = createRunContext(hooks, 'while scoring: start it again with the same command');
  const { model, data, part } = config;
  const { space } = readExportMetadata(model);
  const { score, summary, facts } = await evaluateExport(space, config, context);
  context.progress({
    kind: 'done',
    lines: [summary],
    facts: { model, dataset: data.dataset, part, ...facts },
  });
  return score;
}
