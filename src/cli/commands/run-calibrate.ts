import path from 'node:path';
import { formatCalibrationCsv, keepTrainings, readCalibrationCsv } from '../../calibration/csv';
import { type CalibratedScore, sampleForCalibration, scoreStandalone } from '../../calibration/from-scratch';
import { assertSharesWeights } from '../../calibration/last-supernet';
import { collectOverrides, toAbsolutePath } from '../../config/load-search';
import { listSettings, mergeSettings } from '../../config/merge';
import { resolvePreset } from '../../config/presets/by-name';
import type { SearchConfig } from '../../config/schema/search';
import { searchDescription, validateSearchConfig } from '../../config/validate';
import { InputError } from '../../errors';
import type { Metric } from '../../evaluators/evaluator';
import { ChildBackend } from '../../evaluators/from-scratch/backend';
import { createFromScratchEvaluator } from '../../evaluators/from-scratch/evaluator';
import { loadSearchData } from '../../evaluators/search-data';
import { replaceFile } from '../../files/durable';
import { parseRedisAddress } from '../../jobs/redis-address';
import { getIntraOpThreads, prepareEnvironment } from '../../native/environment';
import { type ArchitectureRanking, readReliableRanking } from '../../report/ranking';
import { writeReport } from '../../report/report';
import { createRunContext } from '../../run/context';
import { readSearchRun, RunFolder } from '../../run/folder';
import type { RunHooks } from '../../run/hooks';
import { waitOrStop } from '../../search/wait';
import { createSpace } from '../../space/registry';
import { correlateScores } from '../../statistics/rank-correlation';
import { parsePositiveInteger } from '../arguments/parse-options';
import { takeQueueUrl } from '../arguments/queue-option';
import type { Output } from '../output/output';
import { runOnMainThread } from '../threads/run-on-main-thread';

/** Options of `nao calibrate`. */
export interface CalibrateOptions {
  readonly architectures: string;
  readonly preset: string;
  readonly set?: readonly string[];
  readonly concurrency: string;
  readonly queue?: string;
}

const FILE = 'calibration.csv';
/** File of all trainings, also of other samples and settings than those of calibration.csv. */
const TRAININGS_FILE = 'calibration-trainings.csv';

/**
 * Runs `nao calibrate`: trains a sample of the scored architectures from scratch and correlates the scores with those from
 * shared weights. Writes calibration.csv after each architecture, and the run's report at the end.
 *
 * @throws InputError if `dir` is not a run of mode ws, has no scores yet, or is in use by another process
 * @throws EnvironmentError if the native library, the data or the queue is unusable
 * @throws InterruptedError, StoppedError with the scores so far in calibration.csv
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
  await runOnMainThread(output, async (hooks) => {
    // Two calibrations at a time would write the same files.
    const { runFolder } = RunFolder.openSearch(dir);
    try {
      const { metric, results } = await trainSample(plan, hooks);
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
  });
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

/**
 * Trains the sample from scratch, except what an earlier calibration has trained. Writes calibration.csv and the file of all trainings
 * after each architecture.
 *
 * @throws InterruptedError, StoppedError after children in training have been saved
 */
async function trainSample(
  { dir, config, settings, ranking, runId, sampleSize, concurrency, queue }: CalibrationPlan,
  hooks: RunHooks,
): Promise<{ readonly metric: Metric; readonly results: readonly CalibratedScore[] }> {
  const scored = ranking.ranked.map(({ id, architecture, score }) => ({
    id: Number(id),
    architecture,
    shared: score,
  }));
  const sample = sampleForCalibration(scored, sampleSize, config.seed);
  const results: CalibratedScore[] = [];
  const context = createRunContext(
    hooks,
    'before all architectures were trained, what is trained is kept: continue with the same command',
  );
  const report = (text: string): void => hooks.progress({ kind: 'log', text, isProgress: true });
  const backend = await ChildBackend.open({
    ...(queue === undefined ? {} : { queue: parseRedisAddress(queue) }),
    concurrency,
    log: context.log,
  });
  try {
    const children = (await loadSearchData(settings, context)).createChildJobs();
    const { metric, description = [] } = children.plan;
    const space = createSpace(config.space.name, config.space);
    const threads = getIntraOpThreads();
    const evaluator = createFromScratchEvaluator({ children, space, seed: config.seed, threads, backend });
    const inputs = children.digestInputs(threads);
    // Results are stored by run, architecture and seed, so the name distinguishes settings and data.
    backend.start(`${runId}/calibration/${inputs}`, path.join(dir, 'jobs'));
    description.forEach(report);
    const [file, trainings] = [FILE, TRAININGS_FILE].map((name) => path.join(dir, name));
    const source = {
      round: ranking.round,
      sharedMetric: ranking.metric,
      metric: metric.name,
      children: inputs,
    };
    // calibration.csv may have trainings of a process that was killed, or of a version without the other file.
    keepTrainings(file, trainings);
    const known = readCalibrationCsv(trainings, source);
    const wait = async (ready: Promise<void>): Promise<void> => {
      await waitOrStop(ready, () => void context.throwIfStopped());
    };
    for await (const result of scoreStandalone(sample, space, evaluator, known, wait)) {
      results.push(result);
      const outcome = formatCalibratedScore(result, ranking, metric);
      report(`${results.length} of ${sample.length}: ${outcome}`);
      replaceFile(file, formatCalibrationCsv(source, results));
      keepTrainings(file, trainings);
    }
    return { metric, results };
  } finally {
    await backend.close();
  }
}

function assertScored(
  dir: string,
  ranking: ArchitectureRanking | undefined,
): asserts ranking is ArchitectureRanking {
  if (ranking === undefined) {
    throw new InputError(`${dir} has no scores yet: continue the search until its first scoring`);
  }
}

/** Settings, and groups of them, that have an effect on the training of children. */
const CHILD_SETTINGS = ['child', 'rnnChild', 'data', 'run.checkpointEverySteps'];

/** Returns the run's settings in mode full: children of the supernet's size and form, trained as in the preset. */
function createChildConfig(config: SearchConfig, { preset, set }: CalibrateOptions): SearchConfig {
  const { child, rnnChild } = resolvePreset(preset, config.space.name, 'full');
  const { cellsPerStack, channels } = config.supernet;
  const { hiddenSize, output } = config.rnn;
  const overrides = {
    child: { ...child, cellsPerStack, channels, cellOutput: 'projected' },
    rnnChild: { ...rnnChild, hiddenSize, output },
  };
  const given = collectOverrides({ set }, searchDescription);
  const names = listSettings(given).map(([name]) => name);
  const other = names.find((name) => !CHILD_SETTINGS.some((known) => `${name}.`.startsWith(`${known}.`)));
  if (other !== undefined) {
    throw new InputError(
      `--set changes ${other}, which has no effect on children: set child.*, rnnChild.*, data.* or run.checkpointEverySteps only`,
    );
  }
  const base = mergeSettings({ ...config, mode: 'full' }, overrides);
  const settings = validateSearchConfig(mergeSettings(base, given));
  return {
    ...settings,
    data: { ...settings.data, dir: toAbsolutePath(settings.data.dir, process.cwd()) },
  };
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
