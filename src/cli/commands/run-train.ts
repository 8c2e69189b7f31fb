import path from 'node:path';
import { loadTrainConfig } from '../../config/load-train';
import { assertUnused } from '../../run/folder';
import { resolveArchitecture } from '../../run/resolve-architecture';
import { reportAssumedSpace } from '../arguments/assumed-space';
import { findSettingsFiles } from '../arguments/folder-settings';
import type { Output } from '../output/output';
import { runInThread } from '../threads/run-in-thread';

/** Options of `nao train`. Most are text, validated with the settings. */
export interface TrainOptions {
  readonly arch: string;
  readonly space?: string;
  readonly preset: string;
  /** Files of settings; false for `--no-config`. */
  readonly config?: readonly string[] | false;
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
export async function runTrainCommand(options: TrainOptions, output: Output): Promise<void> {
  const resolved = resolveArchitecture(options.arch, options.space);
  const { space, architecture, name } = resolved;
  reportAssumedSpace(resolved, output);
  const subject = { name: name ?? '', space: space.name, text: space.format(architecture) };
  const { preset, config: given, set } = options;
  const config = loadTrainConfig(subject, {
    preset,
    ...findSettingsFiles(given, output),
    set,
    flags: {
      'data.dataset': options.dataset,
      'data.dir': options.dataDir,
      seed: options.seed,
      'run.device': options.device,
      'run.maxHours': options.maxHours,
    },
  });
  const out = options.out === undefined ? undefined : path.normalize(options.out);
  if (out !== undefined) assertUnused(out);
  const folder = out ?? { parent: 'runs', stem: `train-${path.basename(preset)}` };
  await runInThread({ kind: 'train', config, folder }, output, options);
}
