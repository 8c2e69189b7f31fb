import path from 'node:path';
import type { SearchConfig } from '../../config/schema/search';
import { createTableEvaluator } from '../../evaluators/table/evaluator';
import type { RunHooks } from '../../run/hooks';
import type { Protocol } from '../../run/protocol';
import { createStopError } from '../../run/stop';
import { readNaoVersion } from '../../run/version';
import { createSpace } from '../../space/registry';
import { runTasks } from '../../threads/pool';
import type { SearcherName } from './factories';
import { ComparisonFolder } from './folder';
import type { ComparedSearches } from './statistics';
import type { Trace } from './trace';
import { writeResults } from './write-results';

/** What to compare. */
export interface ComparisonSpec {
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
export async function compareSearchers(comparison: ComparisonSpec, hooks: RunHooks): Promise<void> {
  const { searchers, budgets, config, out, threads } = comparison;
  const budget = Math.max(...budgets);
  const space = createSpace(config.space.name, config.space);
  // Read here first, so that a table that does not do is refused before a folder is made.
  const evaluator = createTableEvaluator(config.table, space);
  const { testColumn } = config.table;
  const folder = ComparisonFolder.open(out, createProtocol(config, budget, evaluator.dataDigest));
  try {
    const seeds = Array.from({ length: comparison.seeds }, (_, i) => i + 1);
    const tasks = seeds.flatMap((seed) => searchers.map((searcher): ComparisonTask => ({ searcher, seed })));
    const missing = tasks.filter(({ searcher, seed }) => !folder.has(searcher, seed));
    hooks.progress({
      kind: 'plan',
      lines: describeComparisonPlan(comparison, tasks.length, missing.length, evaluator.domain?.length),
    });

    let done = tasks.length - missing.length;
    const input: ComparisonThreadInput = { config, budget };
    const pool = { file: path.join(__dirname, 'thread.js'), input, threads };
    await runTasks<ComparisonTask, Trace>(missing, pool, {
      onResult({ searcher, seed }, trace) {
        folder.write(searcher, seed, trace);
        done += 1;
        const note = `${searcher}, seed ${seed}`;
        hooks.progress({ kind: 'step', phase: 'searches', done, total: tasks.length, note });
      },
      shouldStop: () => hooks.stopRequested() !== undefined,
    });
    const signal = hooks.stopRequested();
    if (signal !== undefined && done < tasks.length) {
      throw createStopError(
        signal,
        `after ${done} of ${tasks.length} searches, which are kept: go on with the same command`,
      );
    }

    const traces = new Map(
      tasks.map(({ searcher, seed }) => [`${searcher} ${seed}`, folder.read(searcher, seed)]),
    );
    const searches: ComparedSearches = {
      searchers,
      seeds,
      trace: (searcher, seed) => traces.get(`${searcher} ${seed}`) ?? [],
    };
    reportExhausted(searches, budget, hooks);
    const metricName = testColumn === '' ? evaluator.metric.name : testColumn;
    hooks.progress({ kind: 'done', lines: writeResults(folder, searches, budgets, metricName) });
  } finally {
    folder.close();
  }
}

/** Settings that a search over a table reads, and what all searches share. */
function createProtocol(config: SearchConfig, budget: number, dataDigest: string): Protocol {
  const { space, controller, search, table, baselines } = config;
  return {
    nao: readNaoVersion(),
    budget,
    space,
    table: { ...table, dataDigest },
    controller,
    search,
    baselines,
  };
}

function describeComparisonPlan(
  { searchers, budgets, seeds }: ComparisonSpec,
  total: number,
  missing: number,
  rows?: number,
): string[] {
  const done = total - missing;
  return [
    `compare: ${searchers.join(', ')}; ${seeds} seeds, ${budgets.join(' and ')} queries each` +
      (rows === undefined ? '' : ` of the table's ${rows} rows`),
    ...(done > 0 ? [`${done} of ${total} searches are there already, ${missing} are missing`] : []),
  ];
}

function reportExhausted(
  { searchers, seeds, trace }: ComparedSearches,
  budget: number,
  hooks: RunHooks,
): void {
  for (const searcher of searchers) {
    const exhausted = seeds.filter((seed) => trace(searcher, seed).length < budget);
    if (exhausted.length === 0) continue;
    const fewest = Math.min(...exhausted.map((seed) => trace(searcher, seed).length));
    hooks.progress({
      kind: 'say',
      text: `${searcher}: the table was exhausted after ${fewest} queries, in ${exhausted.length} of ${seeds.length} searches`,
    });
  }
}

/** What a worker thread is started with. */
export interface ComparisonThreadInput {
  readonly config: SearchConfig;
  readonly budget: number;
}

/** A search that a worker thread is asked for; what it gives does not depend on which thread that is. */
export interface ComparisonTask {
  readonly searcher: SearcherName;
  readonly seed: number;
}
