import path from 'node:path';
import { compareSearchers } from '../../compare/searchers/compare-searchers';
import { needsTensorFlow, parseSearcherName } from '../../compare/searchers/factories';
import { loadConfig } from '../../config/load-search';
import { prepareEnvironment } from '../../native/environment';
import { findSettingsFiles } from '../arguments/folder-settings';
import {
  parseList,
  parsePositiveInteger,
  parsePositiveIntegers,
  parseThreadCount,
} from '../arguments/parse-options';
import type { Output } from '../output/output';
import { runOnMainThread } from '../threads/run-on-main-thread';

/** Options of `nao compare`. */
export interface CompareOptions {
  readonly searchers: string;
  readonly budget: string;
  readonly seeds: string;
  readonly space: string;
  readonly table: string;
  readonly preset: string;
  /** Files of settings; false for `--no-config`. */
  readonly config?: readonly string[] | false;
  readonly set?: readonly string[];
  readonly out: string;
  readonly threads?: string;
}

/** Runs `nao compare`. @throws InputError before any work starts, if an option is invalid */
export async function runCompareCommand(options: CompareOptions, output: Output): Promise<void> {
  const searchers = [...new Set(parseList(options.searchers).map(parseSearcherName))];
  const budgets = [...new Set(parsePositiveIntegers(options.budget, '--budget'))].sort((a, b) => a - b);
  const config = loadConfig({
    preset: options.preset,
    ...findSettingsFiles(options.config, output),
    set: options.set,
    flags: { mode: 'table', 'space.name': options.space, 'table.file': options.table, seed: '0' },
  });
  // One intra-op thread: every core runs a search, and results depend on the thread count.
  if (searchers.some(needsTensorFlow)) prepareEnvironment({ device: 'cpu', threads: 1 });

  await runOnMainThread(output, (hooks) =>
    compareSearchers(
      {
        searchers,
        budgets,
        seeds: parsePositiveInteger(options.seeds, '--seeds'),
        config,
        out: path.normalize(options.out),
        threads: parseThreadCount(options.threads),
      },
      hooks,
    ),
  );
}
