import path from 'node:path';
import { digest } from '../../data/digest';
import { InputError } from '../../errors';
import type { RunHooks } from '../../run/hooks';
import type { Protocol } from '../../run/protocol';
import { readNaoVersion } from '../../run/version';
import { createSpace } from '../../space/registry';
import type { Space } from '../../space/space';
import { runSweep } from '../sweep';
import type { Measurement, MeasurementSettings, PredictorTask } from './measurement';
import type { PredictorConfigs, PredictorName } from './predictors';
import { MeasurementsFile } from './results-file';
import { describeMeasurements, summarizeMeasurements } from './summary';
import { readTargetColumns, type TargetColumn } from './table-columns';

/** Predictors to compare, and how. */
export interface PredictorComparison {
  readonly predictors: readonly PredictorName[];
  /** Numbers of random rows to train on, ascending. */
  readonly trainSizes: readonly number[];
  /** Random rows that no training set has, over which tau is computed. 0: tau is over all rows. */
  readonly heldOut: number;
  /** Measurements of each predictor, target and size, with seeds from 1. */
  readonly seeds: number;
  readonly settings: PredictorConfigs;
  /** CSV file of a new or resumed comparison. */
  readonly out: string;
  /** Number of worker threads. */
  readonly threads: number;
}

/**
 * Implements `nao compare-predictors`: trains predictors on random rows of a table and measures how well they
 * rank all of its rows, training rows included, or the rows held out (Kendall's tau-b). The score column and
 * the test column are separate targets. With equal seeds, all predictors train on the same rows, larger training
 * sets contain the smaller ones, and the same rows are held out. Skips measurements that the file has already.
 *
 * @throws InputError or EnvironmentError before any work starts, if table, sizes or file are unusable
 * @throws InterruptedError or StoppedError after the running measurements are finished and stored
 */
export async function comparePredictors(comparison: PredictorComparison, hooks: RunHooks): Promise<void> {
  const { trainSizes, heldOut, settings, out, threads } = comparison;
  const space = createSpace(settings.nao.space.name, settings.nao.space);
  const targets = readTargetColumns(settings.nao, space);
  for (const target of targets) assertEnoughRows(target, Math.max(...trainSizes), heldOut);
  const columns = targets.map(({ column }) => column);
  const file = MeasurementsFile.open(out, columns, createProtocol(comparison, space, targets));
  const tasks = createTasks(comparison, columns);
  await runSweep<PredictorTask, Measurement>(
    {
      // The longest tasks come first, so that all threads finish at about the same time.
      tasks: tasks.toSorted((a, b) => b.train_size - a.train_size),
      store: file,
      pool: {
        file: path.join(__dirname, 'thread.js'),
        input: { configs: settings, heldOut } satisfies MeasurementSettings,
        threads,
      },
      noun: 'measurements',
      plan: describePlan(comparison, targets, tasks.length),
      describe: ({ predictor, target, train_size: size, seed }) =>
        `${predictor}, ${target}, ${size} rows, seed ${seed}`,
      summarize() {
        const measurements = tasks.flatMap((task) => file.find(task) ?? []);
        return {
          lines: [...describeMeasurements(measurements), `written: ${out}`],
          facts: { taus: summarizeMeasurements(measurements), file: out },
        };
      },
    },
    hooks,
  );
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

/** Creates the protocol: the settings that a measurement depends on. */
function createProtocol(
  { settings, heldOut }: PredictorComparison,
  space: Space,
  targets: readonly TargetColumn[],
): Protocol {
  const dataDigest = digest(
    targets.flatMap(({ rows }) =>
      rows.map(({ architecture, score }) => `${space.format(architecture)}: ${score}`),
    ),
  );
  return {
    nao: readNaoVersion(),
    space: settings.nao.space,
    table: { ...settings.nao.table, dataDigest },
    heldOut,
    predictors: Object.fromEntries(
      Object.entries(settings).map(([name, { controller }]) => [name, controller]),
    ),
  };
}

function assertEnoughRows({ column, rows }: TargetColumn, size: number, heldOut: number): void {
  const most = rows.length - heldOut;
  if (size <= most) return;
  const held = heldOut === 0 ? '' : `, of which --held-out keeps ${heldOut}`;
  throw new InputError(
    `--train-sizes has ${size}, but the table has ${rows.length} rows with a finite ${column}${held}: ` +
      `use ${most > 0 ? `sizes up to ${most}` : 'a smaller --held-out'}`,
  );
}

function describePlan(
  { predictors, trainSizes, heldOut, seeds }: PredictorComparison,
  targets: readonly TargetColumn[],
  total: number,
): string[] {
  const columns = targets.map(({ column, rows }) => `${column} of ${rows.length} rows`);
  return [
    `compare predictors: ${predictors.join(', ')}; trained on ${trainSizes.join(', ')} rows with ${seeds} seeds: ${total} measurements`,
    `targets: ${columns.join('; ')}`,
    `tau is over ${heldOut === 0 ? 'all rows, training rows included' : `${heldOut} held-out rows`}`,
  ];
}
