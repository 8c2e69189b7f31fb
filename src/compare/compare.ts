import path from 'node:path';
import type { SearchConfig } from '../config/schema/search';
import { tableEvaluator } from '../evaluators/table/evaluator';
import type { Hooks } from '../run/hooks';
import type { Protocol } from '../run/protocol';
import { naoVersion } from '../run/version';
import { stopError } from '../run/stop';
import { spaceByName } from '../space/registry';
import { carryOut } from '../threads/pool';
import type { Searches } from './statistics';
import { ComparisonFolder } from './folder';
import { writeResults } from './write-results';
import type { SearcherName } from './searchers';
import type { Trace } from './trace';

/** What to compare. */
export interface Comparison {
  /** The first is compared with each of the others. */
  readonly searchers: readonly SearcherName[];
  /** Look-ups after which searchers are compared, ascending; the last is what each search spends. */
  readonly budgets: readonly number[];
  /** Searches of each searcher, with the seeds from 1 on. */
  readonly seeds: number;
  /** The table, its space, and the settings of NAO. */
  readonly config: SearchConfig;
  /** New, or that of a comparison that was stopped. */
  readonly out: string;
  /** Worker threads. */
  readonly threads: number;
}

/**
 * The program behind `nao compare`: lets each searcher spend the same look-ups, once for each seed, and sets what they would
 * return side by side. Searches that the folder has already are not run again.
 *
 * @throws InputError, EnvironmentError before work starts, if settings, table or folder do not do
 * @throws InterruptedError, StoppedError once the searches under way are finished and kept
 */
export async function compare(comparison: Comparison, hooks: Hooks): Promise<void> {
  const { searchers, budgets, config, out, threads } = comparison;
  const budget = Math.max(...budgets);
  const space = spaceByName(config.space.name, config.space);
  // Read here first, so that a table that does not do is refused before a folder is made.
  const evaluator = tableEvaluator(config.table, space);
  const { reportColumn } = config.table;
  const folder = ComparisonFolder.open(out, protocolOf(config, budget, evaluator.dataDigest));
  try {
    const seeds = Array.from({ length: comparison.seeds }, (_, i) => i + 1);
    const orders = seeds.flatMap((seed) => searchers.map((searcher): SearchOrder => ({ searcher, seed })));
    const missing = orders.filter(({ searcher, seed }) => !folder.has(searcher, seed));
    hooks.progress({
      kind: 'plan',
      lines: plan(comparison, orders.length, missing.length, evaluator.all?.length),
    });

    let done = orders.length - missing.length;
    const input: WorkerInput = { config, budget };
    const pool = { file: path.join(__dirname, 'thread.js'), input, threads };
    await carryOut<SearchOrder, Trace>(missing, pool, {
      finished({ searcher, seed }, trace) {
        folder.write(searcher, seed, trace);
        done += 1;
        const note = `${searcher}, seed ${seed}`;
        hooks.progress({ kind: 'step', phase: 'searches', done, total: orders.length, note });
      },
      isStopped: () => hooks.stopRequested() !== undefined,
    });
    const signal = hooks.stopRequested();
    if (signal !== undefined && done < orders.length) {
      throw stopError(
        signal,
        `after ${done} of ${orders.length} searches, which are kept: go on with the same command`,
      );
    }

    const traces = new Map(
      orders.map(({ searcher, seed }) => [`${searcher} ${seed}`, folder.read(searcher, seed)]),
    );
    const searches: Searches = {
      searchers,
      seeds,
      trace: (searcher, seed) => traces.get(`${searcher} ${seed}`) ?? [],
    };
    tellExhausted(searches, budget, hooks);
    const measure = reportColumn === '' ? evaluator.metric.name : reportColumn;
    hooks.progress({ kind: 'done', lines: writeResults(folder, searches, budgets, measure) });
  } finally {
    folder.close();
  }
}

/** Settings that a search over a table reads, and what all searches share. */
function protocolOf(config: SearchConfig, budget: number, dataDigest: string): Protocol {
  const { space, controller, search, table, rivals } = config;
  return { nao: naoVersion(), budget, space, table: { ...table, dataDigest }, controller, search, rivals };
}

function plan(
  { searchers, budgets, seeds }: Comparison,
  total: number,
  missing: number,
  rows?: number,
): string[] {
  const done = total - missing;
  return [
    `compare: ${searchers.join(', ')}; ${seeds} seeds, ${budgets.join(' and ')} look-ups each` +
      (rows === undefined ? '' : ` of the table's ${rows} rows`),
    ...(done > 0 ? [`${done} of ${total} searches are there already, ${missing} are missing`] : []),
  ];
}

function tellExhausted({ searchers, seeds, trace }: Searches, budget: number, hooks: Hooks): void {
  for (const searcher of searchers) {
    const short = seeds.filter((seed) => trace(searcher, seed).length < budget);
    if (short.length === 0) continue;
    const fewest = Math.min(...short.map((seed) => trace(searcher, seed).length));
    hooks.progress({
      kind: 'say',
      text: `${searcher}: the table was exhausted after ${fewest} look-ups, in ${short.length} of ${seeds.length} searches`,
    });
  }
}

/** What a worker thread is started with. */
export interface WorkerInput {
  readonly config: SearchConfig;
  readonly budget: number;
}

/** A search that a worker thread is asked for; what it gives does not depend on which thread that is. */
export interface SearchOrder {
  readonly searcher: SearcherName;
  readonly seed: number;
}
