import path from 'node:path';
import { isExport, readExportMetadata } from '../../run/export-metadata';
import { getModality } from '../../space/registry';
import { assertUnset } from '../arguments/data-options';
import { parsePositiveInteger, parseWholeNumber } from '../arguments/parse-options';
import type { Output } from '../output/output';
import { runInThread } from '../threads/run-in-thread';
import type { DeviceOption } from './options';

/** Options of `nao evaluate`. */
export interface EvaluateOptions {
  readonly dataset?: string;
  readonly dataDir?: string;
  readonly resize: string;
  readonly part: 'train' | 'test';
  readonly batch?: string;
  readonly device: DeviceOption;
}

/** Runs `nao evaluate`: scores an export, or the export in a run folder. @throws InputError if there is none */
export async function runEvaluateCommand(
  dir: string,
  options: EvaluateOptions,
  output: Output,
): Promise<void> {
  const exportFolder = path.join(dir, 'export');
  const model = isExport(dir) || !isExport(exportFolder) ? path.normalize(dir) : exportFolder;
  const { dataset, space } = readExportMetadata(model);
  const resizePixels = parseWholeNumber(options.resize, '--resize');
  if (getModality(space) === 'text') assertUnset('--resize', resizePixels, `the text '${dataset}'`);
  await runInThread(
    {
      kind: 'evaluate',
      config: {
        model,
        data: {
          dataset: options.dataset ?? dataset,
          dir: options.dataDir === undefined ? '' : path.resolve(options.dataDir),
          resizePixels,
        },
        part: options.part,
        batch: options.batch === undefined ? undefined : parsePositiveInteger(options.batch, '--batch'),
        run: { device: options.device, deterministicOps: true, threads: 0 },
      },
    },
    output,
  );
}
