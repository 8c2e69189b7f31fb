import path from 'node:path';
import { loadTrainConfig } from '../../config/load-train';
import { assertUnused } from '../../run/folder';
import { resolveArchitecture } from '../../run/resolve-architecture';
import { runInThread } from '../run-in-thread';

/** Options of `nao train`. Most are text, validated with the settings. */
export interface TrainOptions {
  readonly arch: string;
  readonly space?: string;
  readonly preset: string;
  readonly config?: readonly string[];
  readonly set?: readonly string[];
  readonly dataset?: string;
  readonly dataDir?: string;
  readonly seed?: string;
  readonly device?: string;
  readonly maxHours?: string;
  readonly out?: string;
  /** Serves a live page beside the run. */
  readonly watch?: true;
}

/**
 * Runs `nao train`.
 *
 * @throws InputError before anything is written, if the architecture, the settings or the folder are invalid
 */
export async function runTrainCommand(options: TrainOptions): Promise<void> {
  const { space, architecture, name } = resolveArchitecture(options.arch, options.space);
  const subject = { name: name ?? '', space: space.name, text: space.format(architecture) };
  const { preset, config: files, set } = options;
  const config = loadTrainConfig(subject, {
    preset,
    files,
    set,
    flags: {
      'data.dataset': options.dataset,
      'data.dir': options.dataDir,
      seed: options.seed,
      'run.device': options.device,
      'run.maxHours': options.maxHours,
    },
  });
  if (options.out === undefined) {
    const folder = { parent: 'runs', stem: `train-${path.basename(preset)}` };
    await runInThread({ kind: 'train', config, folder }, options);
    return;
  }
  const folder = path.normalize(options.out);
  assertUnused(folder);
  await runInThread({ kind: 'train', config, folder }, options);
}
