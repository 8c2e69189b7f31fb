import path from 'node:path';
import { compareSearchers } from '../compare/searchers/compare-searchers';
import { needsTensorFlow, parseSearcherName } from '../compare/searchers/factories';
import { loadConfig } from '../config/load-search';
import { prepareEnvironment } from '../native/environment';
import { parseList, parsePositiveInteger, parseThreadCount } from './parse-options';
import { runOnMainThread } from './run-on-main-thread';

/** The options of `nao compare` as commander gives them. */
export interface CompareOptions {
  readonly searchers: string;
  readonly budget: string;
  readonly seeds: string;
  readonly space: string;
  readonly table: string;
  readonly preset: string;
  readonly config?: readonly string[];
  readonly set?: readonly string[];
  readonly out: string;
  readonly threads?: string;
}

/** `nao compare`. @throws InputError before work starts, if an option does not do */
export async function runCompareCommand(options: CompareOptions): Promise<void> {
  const searchers = [...new Set(parseList(options.searchers).map(parseSearcherName))];
  const budgets = [
    ...new Set(parseList(options.budget).map((text) => parsePositiveInteger(text, '--budget'))),
  ].sort((a, b) => a - b);
  const config = loadConfig({
    preset: options.preset,
    files: options.config,
    set: options.set,
    flags: { mode: 'table', 'space.name': options.space, 'table.file': options.table, seed: '0' },
  });
  // One thread within an op: there is a search for each core, and results depend on the number.
  if (searchers.some(needsTensorFlow)) prepareEnvironment({ device: 'cpu', threads: 1 });

  await runOnMainThread((hooks) =>
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
