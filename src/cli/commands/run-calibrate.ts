import { createHash } from 'node:crypto';
import path from 'node:path';
import { collectOverrides } from '../../config/load-search';
import { mergeSettings } from '../../config/merge';
import { resolvePreset } from '../../config/presets/by-name';
import type { SearchConfig } from '../../config/schema/search';
import { searchDescription, validateSearchConfig } from '../../config/validate';
import { InputError } from '../../errors';
import { type CalibratedScore, sampleForCalibration, scoreStandalone } from '../../evaluators/calibration';
import type { Metric } from '../../evaluators/evaluator';
import { ChildBackend } from '../../evaluators/from-scratch/backend';
import { createFromScratchEvaluator } from '../../evaluators/from-scratch/evaluator';
import { loadSearchData } from '../../evaluators/search-data';
import { replaceFile } from '../../files/durable';
import { parseRedisAddress } from '../../jobs/redis-address';
import { getIntraOpThreads, prepareEnvironment } from '../../native/environment';
import { type ArchitectureRanking, readReliableRanking } from '../../report/ranking';
import { writeReport } from '../../report/report';
import { noopContext } from '../../run/context';
import { formatCsv } from '../../run/csv';
import { readSearchRun, RunFolder } from '../../run/folder';
import { createSpace } from '../../space/registry';
import { correlateScores } from '../../statistics/rank-correlation';
import { parsePositiveInteger } from '../arguments/parse-options';
import { takeQueueUrl } from '../arguments/queue-option';
import { createCalibrationColumns } from '../output/csv-columns';
import type { Output } from '../output/output';

/** Options of `nao calibrate`. */
export interface CalibrateOptions {
  readonly architectures: string;
  readonly preset: string;
  readonly set?: readonly string[];
  readonly concurrency: string;
  readonly queue?: string;
}

const FILE = 'calibration.csv';

/**
 * Runs `nao calibrate`: trains a sample of the scored architectures from scratch and correlates the scores with those from
 * shared weights. Writes calibration.csv after each architecture, and the run's report at the end.
 *
 * @throws InputError if `dir` is not a run of mode ws, has no scores yet, or is in use by another process
 * @throws EnvironmentError if the native library, the data or the queue is unusable
 */
export async function runCalibrateCommand(
  dir: string,
  options: CalibrateOptions,
  output: Output,
): Promise<void> {
  const { config, record } = readSearchRun(dir);
  assertSharesWeights(dir, config);
  const ranking = await readReliableRanking(dir, config);
  assertScored(dir, ranking);
  const plan: CalibrationPlan = {
    dir,
    config,
    settings: createChildConfig(config, options),
    ranking,
    runId: record.id,
    sampleSize: parsePositiveInteger(options.architectures, '--architectures'),
    concurrency: parsePositiveInteger(options.concurrency, '--concurrency'),
    queue: takeQueueUrl(options.queue),
  };
  prepareEnvironment({ ...config.run, threads: record.threads });
  // Two calibrations at a time would write the same files.
  const { runFolder } = RunFolder.openSearch(dir);
  try {
    const { metric, results } = await trainSample(plan, output);
    const { tau, rho } = correlateScores(
      { ...ranking, values: results.map(({ shared }) => shared) },
      { ...metric, values: results.map(({ standalone }) => standalone.value) },
    );
    output.result(
      [
        `Kendall's tau ${formatFourDecimals(tau.value)}, Spearman's rho ${formatFourDecimals(rho.value)} ` +
          `between ${ranking.metric} and ${metric.name} over ${tau.n} architectures`,
      ],
      {
        run: dir,
        shared_metric: ranking.metric,
        metric: metric.name,
        architectures: tau.n,
        kendall_tau: tau.value,
        spearman_rho: rho.value,
      },
    );
    const [csv, report] = [path.join(dir, FILE), await writeReport(dir)];
    output.result([csv, report], { csv, report });
  } finally {
    runFolder.close();
  }
}

interface CalibrationPlan {
  readonly dir: string;
  /** Settings of the search. */
  readonly config: SearchConfig;
  /** Settings of the children. */
  readonly settings: SearchConfig;
  readonly ranking: ArchitectureRanking;
  readonly runId: string;
  readonly sampleSize: number;
  readonly concurrency: number;
  /** Address of a Redis server. */
  readonly queue: string | undefined;
}

/** Trains the sample from scratch. Writes calibration.csv after each architecture. */
async function trainSample(
  { dir, config, settings, ranking, runId, sampleSize, concurrency, queue }: CalibrationPlan,
  output: Output,
): Promise<{ readonly metric: Metric; readonly results: readonly CalibratedScore[] }> {
  const scored = ranking.ranked.map(({ id, architecture, score }) => ({
    id: Number(id),
    architecture,
    shared: score,
  }));
  const sample = sampleForCalibration(scored, sampleSize, config.seed);
  const backend = await ChildBackend.open({
    ...(queue === undefined ? {} : { queue: parseRedisAddress(queue) }),
    concurrency,
    log: output.notice,
  });
  try {
    const children = (await loadSearchData(settings, noopContext)).createChildJobs();
    const { metric, description = [] } = children.plan;
    const space = createSpace(config.space.name, config.space);
    const threads = getIntraOpThreads();
    const evaluator = createFromScratchEvaluator({ children, space, seed: config.seed, threads, backend });
    // Results are stored by run, architecture and seed, so the name distinguishes training settings.
    const name = createHash('sha256').update(JSON.stringify(children.settings)).digest('hex').slice(0, 16);
    backend.start(`${runId}/calibration/${name}`, path.join(dir, 'jobs'));
    description.forEach(output.progress);
    const results: CalibratedScore[] = [];
    for await (const result of scoreStandalone(sample, space, evaluator)) {
      results.push(result);
      output.progress(
        `${results.length} of ${sample.length}: ${formatCalibratedScore(result, ranking, metric)}`,
      );
      replaceFile(path.join(dir, FILE), formatCalibrationCsv(ranking, metric, results));
    }
    return { metric, results };
  } finally {
    await backend.close();
  }
}

/** @throws InputError if the run has no supernet */
export function assertSharesWeights(dir: string, { mode, space }: SearchConfig): void {
  if (mode === 'ws') return;
  throw new InputError(
    `${dir} is a run of mode ${mode} in the space ${space.name}: calibrate needs a run of mode ws`,
  );
}

function assertScored(
  dir: string,
  ranking: ArchitectureRanking | undefined,
): asserts ranking is ArchitectureRanking {
  if (ranking === undefined) {
    throw new InputError(`${dir} has no scores yet: continue the search until its first scoring`);
  }
}

/** Returns the run's settings in mode full: children of the supernet's size and form, trained as in the preset. */
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

function formatCalibrationCsv(
  { round, metric }: ArchitectureRanking,
  standaloneMetric: Metric,
  results: readonly CalibratedScore[],
): string {
  const columns = createCalibrationColumns(metric, standaloneMetric.name);
  const rows = results.map(({ id, architecture, shared, standalone }) => [
    round,
    id,
    architecture,
    shared,
    Number.isFinite(standalone.value) ? standalone.value : undefined,
    standalone.loss,
    standalone.failure,
    standalone.seconds,
  ]);
  return formatCsv(columns, rows);
}

function formatCalibratedScore(
  { id, shared, standalone }: CalibratedScore,
  { metric }: ArchitectureRanking,
  standaloneMetric: Metric,
): string {
  const outcome = standalone.failure ?? `${standaloneMetric.name} ${formatFourDecimals(standalone.value)}`;
  return `architecture ${id}, ${metric} ${formatFourDecimals(shared)}, from scratch ${outcome}`;
}

function formatFourDecimals(value: number | undefined): string {
  return value?.toFixed(4) ?? 'undefined';
}
