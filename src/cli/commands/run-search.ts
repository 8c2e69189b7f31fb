import path from 'node:path';
import { loadConfig } from '../../config/load-search';
import { assertUnused } from '../../run/folder';
import { assertDataOptionsUsed } from '../arguments/data-options';
import { findSettingsFiles } from '../arguments/folder-settings';
import { takeSearchQueueUrl } from '../arguments/queue-option';
import type { Output } from '../output/output';
import { runInThread } from '../threads/run-in-thread';

/** Options of `nao search`. Most are text, validated with the settings. */
export interface SearchOptions {
  readonly preset: string;
  /** Files of settings; false for `--no-config`. */
  readonly config?: readonly string[] | false;
  readonly set?: readonly string[];
  readonly mode?: string;
  readonly space?: string;
  readonly dataset?: string;
  readonly dataDir?: string;
  readonly table?: string;
  readonly seed?: string;
  readonly device?: string;
  readonly maxHours?: string;
  readonly out?: string;
  readonly dryRun?: true;
  /** Address of a Redis server. */
  readonly queue?: string;
  /** Serves a live page beside the run. */
  readonly watch?: true;
}

/** Runs `nao search`. @throws InputError before anything is written, if the settings or the folder are invalid */
export async function runSearchCommand(options: SearchOptions, output: Output): Promise<void> {
  const { preset, config: given, set } = options;
  const config = loadConfig({
    preset,
    ...findSettingsFiles(given, output),
    set,
    flags: {
      mode: options.mode,
      'space.name': options.space,
      'data.dataset': options.dataset,
      'data.dir': options.dataDir,
      'table.file': options.table,
      seed: options.seed,
      'run.device': options.device,
      'run.maxHours': options.maxHours,
    },
  });
  assertDataOptionsUsed(config, { '--dataset': options.dataset, '--data-dir': options.dataDir });
  const queue = takeSearchQueueUrl(config, options.queue);
  const out = options.out === undefined ? undefined : path.normalize(options.out);
  if (out !== undefined) assertUnused(out);
  if (options.dryRun) {
    const { describeSearchBySettings } = await import('../../search/run.js');
    const plan = describeSearchBySettings(config);
    const { mode, space, seed } = config;
    output.result(plan, { dry_run: true, mode, space: space.name, seed, out, plan, settings: config });
    return;
  }
  const folder = out ?? { parent: 'runs', stem: path.basename(preset) };
  await runInThread({ kind: 'search', config, folder, queue }, output, options);
}
