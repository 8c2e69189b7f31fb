import fs from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { SearchConfig } from '../config/schema';
import { InputError } from '../errors';
import { readTableRows } from '../evaluate/table-rows';
import { permutation, stream } from '../random';
import { CsvLog } from '../run/csv';
import type { Hooks } from '../run/hooks';
import { stopError } from '../run/stop';
import { spaceByName } from '../space/registry';
import { kendallTau } from '../statistics/rank';
import { type Learner, type LearnerName, openLearner, type Scored } from './predictors';
import { type Measurement, summaryLines } from './summary';

/** What to measure. */
export interface Ranking {
  readonly predictors: readonly LearnerName[];
  /** Numbers of random rows of the table to learn from, ascending. */
  readonly trainSizes: readonly number[];
  /** Measurements of each, with the seeds from 1 on. */
  readonly seeds: number;
  /** The table, its space, and the settings of `paper`. */
  readonly paper: SearchConfig;
  /** The settings of `improved`. */
  readonly improved: SearchConfig;
  /** The CSV to write, where there must be no file. */
  readonly out: string;
}

/** A column of the table, with the rows that have a number in it. */
interface Target {
  readonly column: string;
  readonly rows: readonly Scored[];
}

const COLUMNS: readonly (keyof Measurement)[] = [
  'target',
  'predictor',
  'train_size',
  'seed',
  'kendall_tau',
  'cells',
];

/**
 * The program behind `nao rank`: how well predictors, taught the scores of some random rows of a table, put all of its rows
 * into order (Kendall's tau-b; the rows that were taught count too). Each of the table's columns, the score's and the
 * report's, is learned and foretold by itself. With one seed all predictors learn from the same rows, and more rows hold
 * those of fewer.
 *
 * @throws InputError, EnvironmentError before work starts, if table, sizes or file do not do
 * @throws InterruptedError, StoppedError between two measurements; those done are in the CSV
 */
export async function rank(ranking: Ranking, hooks: Hooks): Promise<void> {
  const { predictors, trainSizes, seeds, paper, improved, out } = ranking;
  const space = spaceByName(paper.space.name, paper.space);
  const targets = readTargets(paper);
  for (const target of targets) requireRows(target, Math.max(...trainSizes));
  if (fs.existsSync(out)) throw new InputError(`${out} is there already: give another file with --out`);

  const total = targets.length * predictors.length * trainSizes.length * seeds;
  hooks.progress({ kind: 'plan', lines: plan(ranking, targets, total) });
  const log = CsvLog.open(out, COLUMNS);
  const done: Measurement[] = [];
  try {
    for (const predictor of predictors) {
      const learner = openLearner(predictor, { space, paper, improved });
      try {
        for (const [target, size, seed] of cases(targets, trainSizes, seeds)) {
          // Lets signals in.
          await setImmediate();
          const signal = hooks.stopRequested();
          if (signal !== undefined) {
            throw stopError(signal, `after ${done.length} of ${total} measurements, which are in ${out}`);
          }
          const measured = measure(learner, predictor, target, size, seed);
          log.append(measured);
          done.push(measured);
          const note = `${predictor}, ${target.column}, ${size} rows, seed ${seed}`;
          hooks.progress({ kind: 'step', phase: 'measurements', done: done.length, total, note });
        }
      } finally {
        learner.dispose();
      }
    }
  } finally {
    log.flush();
    log.close();
  }
  hooks.progress({ kind: 'done', lines: [...summaryLines(done), `written: ${out}`] });
}

function* cases(
  targets: readonly Target[],
  trainSizes: readonly number[],
  seeds: number,
): Generator<[Target, number, number]> {
  for (const target of targets) {
    for (const size of trainSizes) {
      for (let seed = 1; seed <= seeds; seed++) yield [target, size, seed];
    }
  }
}

function measure(
  learner: Learner,
  predictor: LearnerName,
  { column, rows }: Target,
  size: number,
  seed: number,
): Measurement {
  const taught = [...permutation(stream(seed, 'rank-rows'), rows.length)].slice(0, size).map((i) => rows[i]);
  const foretold = learner.foretell(
    taught,
    rows.map(({ architecture }) => architecture),
    seed,
  );
  const { value, n } = kendallTau(
    foretold,
    rows.map(({ score }) => score),
  );
  return { target: column, predictor, train_size: size, seed, kendall_tau: value, cells: n };
}

/** Scores as they are better when higher; rows whose training failed are left out. */
function readTargets({ table, space }: SearchConfig): Target[] {
  const rows = readTableRows(table, spaceByName(space.name, space));
  const sign = table.better === 'higher' ? 1 : -1;
  const target = (column: string, scoreOf: (row: (typeof rows)[number]) => number): Target => ({
    column,
    rows: rows
      .map((row) => ({ architecture: row.architecture, score: sign * scoreOf(row) }))
      .filter(({ score }) => Number.isFinite(score)),
  });
  const { scoreColumn, reportColumn } = table;
  const targets = [target(scoreColumn, ({ score }) => score)];
  return reportColumn === '' ? targets : [...targets, target(reportColumn, ({ report = NaN }) => report)];
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
): string[] {
  const columns = targets.map(({ column, rows }) => `${column} of ${rows.length} rows`);
  return [
    `rank: ${predictors.join(', ')}, taught ${trainSizes.join(', ')} rows with ${seeds} seeds: ${total} measurements`,
    `foretold: ${columns.join('; ')}`,
  ];
}
