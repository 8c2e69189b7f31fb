import path from 'node:path';
import { digest } from '../data/digest';
import { InputError } from '../errors';
import type { Hooks } from '../run/hooks';
import type { Protocol } from '../run/protocol';
import { stopError } from '../run/stop';
import { naoVersion } from '../run/version';
import { spaceByName } from '../space/registry';
import type { Space } from '../space/space';
import { carryOut } from '../threads/pool';
import type { Measurement, Order } from './measurement';
import { MeasurementsFile } from './results-file';
import type { LearnerName, Settings } from './predictors';
import { summaryLines } from './summary';
import { readTargets, type Target } from './table-columns';

/** What to measure. */
export interface Ranking {
  readonly predictors: readonly LearnerName[];
  /** Numbers of random rows of the table to learn from, ascending. */
  readonly trainSizes: readonly number[];
  /** Measurements of each, with the seeds from 1 on. */
  readonly seeds: number;
  readonly settings: Settings;
  /** The CSV, new or of measurements that were stopped. */
  readonly out: string;
  /** Worker threads. */
  readonly threads: number;
}

/**
 * The program behind `nao rank`: how well predictors, taught the scores of some random rows of a table, put all of its rows
 * into order (Kendall's tau-b; the rows that were taught count too). Each of the table's columns, the score's and the
 * report's, is learned and foretold by itself. With one seed all predictors learn from the same rows, and more rows hold
 * those of fewer. What the file has already is not measured again.
 *
 * @throws InputError, EnvironmentError before work starts, if table, sizes or file do not do
 * @throws InterruptedError, StoppedError once the measurements under way are finished and in the CSV
 */
export async function rank(ranking: Ranking, hooks: Hooks): Promise<void> {
  const { trainSizes, settings, out, threads } = ranking;
  const space = spaceByName(settings.paper.space.name, settings.paper.space);
  const targets = readTargets(settings.paper, space);
  for (const target of targets) requireRows(target, Math.max(...trainSizes));
  const columns = targets.map(({ column }) => column);
  const file = MeasurementsFile.open(out, columns, protocolOf(settings, space, targets));
  try {
    const orders = ordersOf(ranking, columns);
    const missing = orders.filter((order) => file.find(order) === undefined);
    hooks.progress({ kind: 'plan', lines: plan(ranking, targets, orders.length, missing.length) });

    let done = orders.length - missing.length;
    // Those that take longest come first: then all threads are done at about the same time.
    const longestFirst = missing.toSorted((a, b) => b.train_size - a.train_size);
    const pool = { file: path.join(__dirname, 'thread.js'), input: settings, threads };
    await carryOut<Order, Measurement>(longestFirst, pool, {
      finished({ predictor, target, train_size: size, seed }, measured) {
        file.add(measured);
        done += 1;
        const note = `${predictor}, ${target}, ${size} rows, seed ${seed}`;
        hooks.progress({ kind: 'step', phase: 'measurements', done, total: orders.length, note });
      },
      isStopped: () => hooks.stopRequested() !== undefined,
    });
    const signal = hooks.stopRequested();
    if (signal !== undefined && done < orders.length) {
      throw stopError(
        signal,
        `after ${done} of ${orders.length} measurements, which are in ${out}: go on with the same command`,
      );
    }
    const measured = orders.flatMap((order) => file.find(order) ?? []);
    hooks.progress({ kind: 'done', lines: [...summaryLines(measured), `written: ${out}`] });
  } finally {
    file.close();
  }
}

function ordersOf({ predictors, trainSizes, seeds }: Ranking, targets: readonly string[]): Order[] {
  return predictors.flatMap((predictor) =>
    targets.flatMap((target) =>
      trainSizes.flatMap((train_size) =>
        Array.from({ length: seeds }, (_, i): Order => ({ target, predictor, train_size, seed: i + 1 })),
      ),
    ),
  );
}

/** Settings that a measurement depends on. */
function protocolOf({ paper, improved }: Settings, space: Space, targets: readonly Target[]): Protocol {
  const dataDigest = digest(
    targets.flatMap(({ rows }) =>
      rows.map(({ architecture, score }) => `${space.format(architecture)}: ${score}`),
    ),
  );
  return {
    nao: naoVersion(),
    space: paper.space,
    table: { ...paper.table, dataDigest },
    paper: paper.controller,
    improved: improved.controller,
  };
}

function requireRows({ column, rows }: Target, size: number): void {
  if (size <= rows.length) return;
  throw new InputError(
    `--train-sizes asks for ${size} rows, but the table has ${rows.length} with a finite ${column}: give fewer`,
  );
}

function plan(
  { predictors, trainSizes, seeds }: Ranking,
  targets: readonly Target[],
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
