import path from 'node:path';
import { InputError } from '../errors';
import { isExport, readExportMetadata } from '../run/export-metadata';
import { runInThread } from './run-in-thread';

/** The options of `nao evaluate` as commander gives them. */
export interface EvaluateOptions {
  readonly dataset?: string;
  readonly dataDir?: string;
  readonly resize: string;
  readonly part: 'train' | 'test';
  readonly batch?: string;
  readonly device: 'auto' | 'cpu' | 'gpu';
}

/** `nao evaluate`: scores an exported model, or that of a training's folder. @throws InputError for what is none */
export async function runEvaluateCommand(what: string, options: EvaluateOptions): Promise<void> {
  const exportFolder = path.join(what, 'export');
  const model = isExport(what) || !isExport(exportFolder) ? path.normalize(what) : exportFolder;
  const { dataset } = readExportMetadata(model);
  await runInThread({
    kind: 'evaluate',
    config: {
      model,
      data: {
        dataset: options.dataset ?? dataset,
        dir: options.dataDir === undefined ? '' : path.resolve(options.dataDir),
        resizePixels: parseWholeNumber('--resize', options.resize, 0),
      },
      part: options.part,
      batch: options.batch === undefined ? undefined : parseWholeNumber('--batch', options.batch, 1),
      run: { device: options.device, deterministicOps: true },
    },
  });
}

function parseWholeNumber(option: string, text: string, minimum: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= minimum) return value;
  throw new InputError(`${option} is '${text}': give a whole number from ${minimum} on`);
}
