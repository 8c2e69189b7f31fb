import path from 'node:path';
import { loadConfig } from '../../config/load-search';
import { assertUnused } from '../../run/folder';
import { takeSearchQueueUrl } from '../queue-option';
import { runInThread } from '../run-in-thread';

/** Options of `nao search`. Most are text, validated with the settings. */
export interface SearchOptions {
  readonly preset: string;
  readonly config?: readonly string[];
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
export async function runSearchCommand(options: SearchOptions): Promise<void> {
  const { preset, config: files, set } = options;
  const config = loadConfig({
    preset,
    files,
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
  const queue = takeSearchQueueUrl(config, options.queue);
  if (options.dryRun) {
    await runInThread({ kind: 'plan', config });
    return;
  }
  if (options.out === undefined) {
    const folder = { parent: 'runs', stem: path.basename(preset) };
    await runInThread({ kind: 'search', config, folder, queue }, options);
    return;
  }
  const folder = path.normalize(options.out);
  assertUnused(folder);
  await runInThread({ kind: 'search', config, folder, queue }, options);
}
