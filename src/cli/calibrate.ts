import { stringify } from 'csv-stringify/sync';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { collectOverrides } from '../config/load-search';
import { mergeSettings } from '../config/merge';
import { resolvePreset } from '../config/presets/by-name';
import type { SearchConfig } from '../config/schema/search';
import { searchDescription, validateSearchConfig } from '../config/validate';
import { InputError } from '../errors';
import {
  type CalibratedScore,
  correlateScores,
  sampleForCalibration,
  scoreStandalone as trainEach,
} from '../evaluators/calibration';
import type { Metric } from '../evaluators/evaluator';
import { ChildBackend } from '../evaluators/from-scratch/backend';
import { createFromScratchEvaluator } from '../evaluators/from-scratch/evaluator';
import { loadSearchData } from '../evaluators/search-data';
import { replaceFile } from '../files/durable';
import { parseRedisAddress } from '../jobs/redis-address';
import { getIntraOpThreads, prepareEnvironment } from '../native/environment';
import { type ArchitectureRanking, rankArchitectures } from '../report/ranking';
import { writeReport } from '../report/report';
import { readRunFiles } from '../report/run-files';
import { noopContext } from '../run/context';
import { readSearchRun } from '../run/folder';
import { createSpace } from '../space/registry';
import { parsePositiveInteger } from './parse-options';
import { takeQueueUrl } from './queue-option';

/** The options of `nao calibrate` as commander gives them. */
export interface CalibrateOptions {
  readonly architectures: string;
  readonly preset: string;
  readonly set?: readonly string[];
  readonly concurrency: string;
  readonly queue?: string;
}

const FILE = 'calibration.csv';

/**
 * `nao calibrate`: trains a sample of what a run scored with shared weights by themselves, and tells how far the two kinds of
 * scores agree. Writes calibration.csv after each, and the run's report at the end.
 *
 * @throws InputError if `dir` is no run of shared weights, or has scored nothing yet
 * @throws EnvironmentError where the native library, the data or the queue cannot be used
 */
export async function runCalibrateCommand(dir: string, options: CalibrateOptions): Promise<void> {
  const { config, record } = readSearchRun(dir);
  const ranking = rankArchitectures(await readRunFiles(dir));
  assertCalibratable(dir, config, ranking);
  const settings = createChildConfig(config, options);
  const sampleSize = parsePositiveInteger(options.architectures, '--architectures');
  const concurrency = parsePositiveInteger(options.concurrency, '--concurrency');
  const queue = takeQueueUrl(options.queue);
  const sample = sampleForCalibration(ranking.ranked.map(({ id, architecture, score }) => ({ id: Number(id), architecture, shared: score })), sampleSize, config.seed); // prettier-ignore
  prepareEnvironment({ device: config.run.device, threads: record.threads });
  const backend = await ChildBackend.open({
    ...(queue === undefined ? {} : { queue: parseRedisAddress(queue) }),
    concurrency,
    log: printLine,
  });
  try {
    const children = (await loadSearchData(settings, noopContext)).createChildJobs();
    const { metric, description: plan = [] } = children.plan;
    const space = createSpace(config.space.name, config.space);
    const threads = getIntraOpThreads();
    const evaluator = createFromScratchEvaluator({ children, space, seed: config.seed, threads, backend });
    // Results are kept by run, architecture and seed: other settings are another run.
    const name = createHash('sha256').update(JSON.stringify(children.settings)).digest('hex').slice(0, 16);
    backend.start(`${record.id}/calibration/${name}`, path.join(dir, 'jobs'));
    plan.forEach(printLine);
    const results: CalibratedScore[] = [];
    for await (const result of trainEach(sample, space, evaluator)) {
      results.push(result);
      printLine(`${results.length} of ${sample.length}: ${formatProgress(result, ranking, metric)}`);
      replaceFile(path.join(dir, FILE), formatCsv(ranking, metric, results));
    }
    const { tau, rho } = correlateScores(results);
    printLine(
      `Kendall's tau ${formatFourDecimals(tau.value)}, Spearman's rho ${formatFourDecimals(rho.value)} between ${ranking.metric} and ${metric.name}, over ${tau.n} architectures`,
    );
  } finally {
    await backend.close();
  }
  printLine(`${path.join(dir, FILE)}\n${await writeReport(dir)}`);
}

function assertCalibratable(
  dir: string,
  { mode, space }: SearchConfig,
  ranking: ArchitectureRanking | undefined,
): asserts ranking is ArchitectureRanking {
  if (mode !== 'ws') {
    throw new InputError(
      `${dir} is a run of mode ${mode} in the space ${space.name}: what is calibrated is shared weights (mode ws)`,
    );
  }
  if (ranking === undefined) {
    throw new InputError(`${dir} has scored nothing yet: let the search come to its first scoring`);
  }
}

/** The run's settings, with children of the supernet's size and form that are trained as the preset says. */
function createChildConfig(config: SearchConfig, { preset, set }: CalibrateOptions): SearchConfig {
  const { child, rnnChild } = resolvePreset(preset, config.space.name, 'full');
  const { cellsPerStack, channels } = config.supernet;
  const { hiddenSize, output } = config.rnn;
  const overrides = {
    child: { ...child, cellsPerStack, channels, cellOutput: 'projected' },
    rnnChild: { ...rnnChild, hiddenSize, output },
  };
  const base = mergeSettings({ ...config, mode: 'full' }, overrides);
  return validateSearchConfig(mergeSettings(base, collectOverrides({ set }, searchDescription)));
}

function formatCsv(
  { round, metric }: ArchitectureRanking,
  standaloneMetric: Metric,
  results: readonly CalibratedScore[],
): string {
  const columns = [
    'round',
    'id',
    'architecture',
    metric,
    standaloneMetric.name,
    'valid_loss',
    'failure',
    'seconds',
  ];
  const rows = results.map(({ id, architecture, shared, standalone: alone }) => [
    ...[round, id, architecture, shared],
    ...[Number.isFinite(alone.value) ? alone.value : '', alone.loss ?? '', alone.failure ?? ''],
    alone.seconds ?? '',
  ]);
  return stringify([columns, ...rows]);
}

function formatProgress(
  { id, shared, standalone: alone }: CalibratedScore,
  { metric }: ArchitectureRanking,
  standaloneMetric: Metric,
): string {
  const outcome = alone.failure ?? `${standaloneMetric.name} ${formatFourDecimals(alone.value)}`;
  return `architecture ${id}, ${metric} ${formatFourDecimals(shared)}, by itself ${outcome}`;
}

function formatFourDecimals(value: number | undefined): string {
  return value?.toFixed(4) ?? 'undefined';
}

function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}
