import path from 'node:path';
import { digest } from '../../data/digest';
import { InputError } from '../../errors';
import type { RunHooks } from '../../run/hooks';
import type { Protocol } from '../../run/protocol';
import { createStopError } from '../../run/stop';
import { readNaoVersion } from '../../run/version';
import { createSpace } from '../../space/registry';
import type { Space } from '../../space/space';
import { runTasks } from '../../threads/pool';
import type { Measurement, PredictorTask } from './measurement';
import type { PredictorConfigs, PredictorName } from './predictors';
import { MeasurementsFile } from './results-file';
import { describeMeasurements } from './summary';
import { readTargetColumns, type TargetColumn } from './table-columns';

/** What to measure. */
export interface PredictorComparison {
  readonly predictors: readonly PredictorName[];
  /** Numbers of random rows of the table to learn from, ascending. */
  readonly trainSizes: readonly number[];
  /** Measurements of each, with the seeds from 1 on. */
  readonly seeds: number;
  readonly settings: PredictorConfigs;
  /** The CSV, new or of measurements that were stopped. */
  readonly out: string;
  /** Worker threads. */
  readonly threads: number;
}

/**
 * The program behind `nao compare-predictors`: how well predictors, taught the scores of some random rows of a table, put all of its rows
 * into order (Kendall's tau-b; the rows that were taught count too). Each of the table's columns, the score's and the
 * report's, is learned and foretold by itself. With one seed all predictors learn from the same rows, and more rows hold
 * those of fewer. What the file has already is not measured again.
 *
 * @throws InputError, EnvironmentError before work starts, if table, sizes or file do not do
 * @throws InterruptedError, StoppedError once the measurements under way are finished and in the CSV
 */
export async function comparePredictors(comparison: PredictorComparison, hooks: RunHooks): Promise<void> {
  const { trainSizes, settings, out, threads } = comparison;
  const space = createSpace(settings.nao.space.name, settings.nao.space);
  const targets = readTargetColumns(settings.nao, space);
  for (const target of targets) assertEnoughRows(target, Math.max(...trainSizes));
  const columns = targets.map(({ column }) => column);
  const file = MeasurementsFile.open(out, columns, createProtocol(settings, space, targets));
  try {
    const tasks = createTasks(comparison, columns);
    const missing = tasks.filter((task) => file.find(task) === undefined);
    hooks.progress({
      kind: 'plan',
      lines: describePredictorPlan(comparison, targets, tasks.length, missing.length),
    });

    let done = tasks.length - missing.length;
    // Those that take longest come first: then all threads are done at about the same time.
    const longestFirst = missing.toSorted((a, b) => b.train_size - a.train_size);
    const pool = { file: path.join(__dirname, 'thread.js'), input: settings, threads };
    await runTasks<PredictorTask, Measurement>(longestFirst, pool, {
      onResult({ predictor, target, train_size: size, seed }, measured) {
        file.add(measured);
        done += 1;
        const note = `${predictor}, ${target}, ${size} rows, seed ${seed}`;
        hooks.progress({ kind: 'step', phase: 'measurements', done, total: tasks.length, note });
      },
      shouldStop: () => hooks.stopRequested() !== undefined,
    });
    const signal = hooks.stopRequested();
    if (signal !== undefined && done < tasks.length) {
      throw createStopError(
        signal,
        `after ${done} of ${tasks.length} measurements, which are in ${out}: go on with the same command`,
      );
    }
    const measured = tasks.flatMap((task) => file.find(task) ?? []);
    hooks.progress({ kind: 'done', lines: [...describeMeasurements(measured), `written: ${out}`] });
  } finally {
    file.close();
  }
}

function createTasks(
  { predictors, trainSizes, seeds }: PredictorComparison,
  targets: readonly string[],
): PredictorTask[] {
  return predictors.flatMap((predictor) =>
    targets.flatMap((target) =>
      trainSizes.flatMap((train_size) =>
        Array.from({ length: seeds }, (_, i): PredictorTask => ({
          target,
          predictor,
          train_size,
          seed: i + 1,
        })),
      ),
    ),
  );
}

/** Settings that a measurement depends on. */
function createProtocol(configs: PredictorConfigs, space: Space, targets: readonly TargetColumn[]): Protocol {
  const dataDigest = digest(
    targets.flatMap(({ rows }) =>
      rows.map(({ architecture, score }) => `${space.format(architecture)}: ${score}`),
    ),
  );
  return {
    nao: readNaoVersion(),
    space: configs.nao.space,
    table: { ...configs.nao.table, dataDigest },
    predictors: { nao: configs.nao.controller, 'ard-gp': configs['ard-gp'].controller },
  };
}

function assertEnoughRows({ column, rows }: TargetColumn, size: number): void {
  if (size <= rows.length) return;
  throw new InputError(
    `--train-sizes asks for ${size} rows, but the table has ${rows.length} with a finite ${column}: give fewer`,
  );
}

function describePredictorPlan(
  { predictors, trainSizes, seeds }: PredictorComparison,
  targets: readonly TargetColumn[],
  total: number,
  missing: number,
): string[] {
  const columns = targets.map(({ column, rows }) => `${column} of ${rows.length} rows`);
  const done = total - missing;
  return [
    `rank: ${predictors.join(', ')}, taught ${trainSizes.join(', ')} rows with ${seeds} seeds: ${total} measurements`,
    `foretold: ${columns.join('; ')}`,
    ...(done > 0 ? [`${done} of ${total} measurements are there already, ${missing} are missing`] : []),
  ];
}
