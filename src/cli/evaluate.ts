import path from 'node:path';
import { InputError } from '../errors';
import { isExport, readAnyCard } from '../run/export-metadata';
import { runInWorker } from './run-in-thread';

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
export async function evaluate(what: string, options: EvaluateOptions): Promise<void> {
  const inside = path.join(what, 'export');
  const model = isExport(what) || !isExport(inside) ? path.normalize(what) : inside;
  const { dataset } = readAnyCard(model);
  await runInWorker({
    kind: 'evaluate',
    config: {
      model,
      data: {
        dataset: options.dataset ?? dataset,
        dir: options.dataDir === undefined ? '' : path.resolve(options.dataDir),
        resizePixels: wholeNumber('--resize', options.resize, 0),
      },
      part: options.part,
      batch: options.batch === undefined ? undefined : wholeNumber('--batch', options.batch, 1),
      run: { device: options.device, deterministicOps: true },
    },
  });
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new InputError(`${option} is '${text}': give a whole number from ${least} on`);
}
