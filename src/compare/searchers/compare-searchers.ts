import path from 'node:path';
import type { Objectives } from '../../config/schema/objectives';
import type { SearchConfig } from '../../config/schema/search';
import { digest } from '../../data/digest';
import { InputError } from '../../errors';
import type { Evaluator } from '../../evaluators/evaluator';
import { createTableEvaluator } from '../../evaluators/table/evaluator';
import type { RunHooks } from '../../run/hooks';
import type { Protocol } from '../../run/protocol';
import { readNaoVersion } from '../../run/version';
import { assertEnoughWithinLimits } from '../../search/cost-limits';
import { describeObjectives } from '../../search/objectives';
import { createSpace } from '../../space/registry';
import type { Space } from '../../space/space';
import { runSweep } from '../sweep';
import type { SearcherName } from './factories';
import { ComparisonFolder } from './folder';
import type { ComparedSearches } from './statistics';
import type { ComparisonTask, Trace } from './trace';
import { writeResults } from './write-results';

/** Searchers to compare, and how. */
export interface ComparisonSpec {
  /** The first is compared with each of the others. */
  readonly searchers: readonly SearcherName[];
  /** Query counts at which searchers are compared, ascending. The last is the budget of each search. */
  readonly budgets: readonly number[];
  /** Searches per searcher, with seeds from 1. */
  readonly seeds: number;
  /** Settings of the table, its space and NAO. */
  readonly config: SearchConfig;
  /** Folder of a new or resumed comparison. */
  readonly out: string;
  /** Number of worker threads. */
  readonly threads: number;
}

/** `workerData` of the worker threads. */
export interface ComparisonThreadInput {
  readonly config: SearchConfig;
  readonly budget: number;
}

/**
 * Implements `nao compare`: runs each searcher once per seed with the same query budget and compares the
 * results. Skips searches that the folder has already.
 *
 * @throws InputError or EnvironmentError before any work starts, if settings, table or folder are unusable
 * @throws InterruptedError or StoppedError after the running searches are finished and stored
 */
export async function compareSearchers(comparison: ComparisonSpec, hooks: RunHooks): Promise<void> {
  const { searchers, budgets, config, out, threads } = comparison;
  assertScoreIsOnlyObjective(config.search.objectives);
  const budget = Math.max(...budgets);
  const space = createSpace(config.space.name, config.space);
  // The threads read the table again. Read here, an unusable table is rejected before the folder is created.
  const evaluator = createTableEvaluator(config.table, space);
  assertEnoughWithinLimits(config, space, evaluator);
  const { testColumn } = config.table;
  const metricName = testColumn === '' ? evaluator.metric.name : testColumn;
  const folder = ComparisonFolder.open(out, createProtocol(config, budget, evaluator, space));
  const seeds = Array.from({ length: comparison.seeds }, (_, i) => i + 1);
  const tasks = seeds.flatMap((seed) => searchers.map((searcher): ComparisonTask => ({ searcher, seed })));
  const input: ComparisonThreadInput = { config, budget };
  await runSweep<ComparisonTask, Trace>(
    {
      tasks,
      store: folder,
      pool: { file: path.join(__dirname, 'thread.js'), input, threads },
      noun: 'searches',
      plan: [
        describeComparison(comparison, evaluator.domain?.length),
        ...describeObjectives(config.search.objectives, evaluator.metric, space),
      ],
      describe: ({ searcher, seed }) => `${searcher}, seed ${seed}`,
      summarize() {
        const searches = readSearches(folder, searchers, seeds);
        reportExhausted(searches, budget, hooks);
        return writeResults(folder, searches, budgets, metricName);
      },
    },
    hooks,
  );
}

/** @throws InputError if the search has a second objective: searchers are compared by their best scores */
function assertScoreIsOnlyObjective({ minimize }: Objectives): void {
  if (minimize === 'none') return;
  throw new InputError(
    `setting 'search.objectives.minimize' is ${minimize}, but searchers are compared by score: set it to none, or limit the costs`,
  );
}

/** Creates the protocol: the settings of a table search, and everything else that all searches share. */
function createProtocol(
  config: SearchConfig,
  budget: number,
  evaluator: Evaluator,
  tableSpace: Space,
): Protocol {
  const { space, controller, search, table, baselines } = config;
  const { dataDigest, domain = [] } = evaluator;
  // Searches do not depend on the test column, but the stored traces have its values.
  const testDigest =
    table.testColumn === ''
      ? undefined
      : digest(
          domain.map((each) => `${tableSpace.format(each)}: ${evaluator.getFinalMetric?.(each)?.value}`),
        );
  return {
    nao: readNaoVersion(),
    budget,
    space,
    table: { ...table, dataDigest, testDigest },
    controller,
    search,
    baselines,
  };
}

function describeComparison({ searchers, budgets, seeds }: ComparisonSpec, rows?: number): string {
  const table = rows === undefined ? '' : ` of the table's ${rows} rows`;
  return `compare: ${searchers.join(', ')}; ${seeds} seeds, ${budgets.join(' and ')} queries each${table}`;
}

function readSearches(
  folder: ComparisonFolder,
  searchers: readonly SearcherName[],
  seeds: readonly number[],
): ComparedSearches {
  const traces = new Map(
    searchers.map((searcher) => [
      searcher,
      new Map(seeds.map((seed) => [seed, folder.read({ searcher, seed })])),
    ]),
  );
  return { searchers, seeds, trace: (searcher, seed) => traces.get(searcher)?.get(seed) ?? [] };
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
      kind: 'log',
      text: `${searcher}: the table was exhausted after ${fewest} queries, in ${exhausted.length} of ${seeds.length} searches`,
    });
  }
}
