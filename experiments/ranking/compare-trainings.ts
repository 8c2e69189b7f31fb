import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parsePositiveInteger } from '../../src/cli/arguments/parse-options';
import { reportError } from '../../src/cli/output/report-error';
import { createUnknownNameError, FailedError, InputError } from '../../src/errors';
import { replaceFile } from '../../src/files/durable';
import { formatCsvValue, parseCsvNumber } from '../../src/run/csv';
import { kendallTau } from '../../src/statistics/rank-correlation';
import { TRAININGS } from './trainings';

/*
 * Compares ways to train shared weights by how they rank the cells of NAS-Bench-201.
 *
 * node dist/experiments/ranking/compare-trainings.js --table FILE --data-dir DIR --out DIR [--only NAME]... [--seeds 2]
 *   [--cells 1000] [--dataset cifar10] [--set NAME=VALUE]...
 *
 * Each training is a search of one round in a folder of its own, then `nao calibrate --table`. Choose by `tau_choice`, which uses the
 * validation accuracy of one half of the cells. The other columns report on the other half. The same command continues where
 * it was stopped.
 */

const PROGRAM = path.join(__dirname, '..', '..', 'src', 'cli', 'nao.js');
const VALID_COLUMN = 'cifar10_valid_12ep';
const TEST_COLUMN = 'cifar10_test_200ep';
const CALIBRATION_FILE = 'table-calibration.csv';
const SUMMARY_FILE = 'trainings.csv';
const COLUMNS = [
  'training',
  'seed',
  'minutes',
  'cells',
  'tau_choice',
  'tau_valid',
  'tau_test',
  'tau_test_smoothed',
  'tau_test_parameters',
  'picked_test',
] as const;

type Row = Record<(typeof COLUMNS)[number], string | number | undefined>;

interface CalibratedCell {
  readonly parameters: number;
  readonly shared: number;
  readonly smoothed: number;
  readonly valid: number;
  readonly test: number;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      table: { type: 'string' },
      'data-dir': { type: 'string' },
      out: { type: 'string' },
      only: { type: 'string', multiple: true, default: TRAININGS.map(({ name }) => name) },
      seeds: { type: 'string', default: '2' },
      cells: { type: 'string', default: '1000' },
      dataset: { type: 'string', default: 'cifar10' },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  const { table, out, 'data-dir': dataDir } = values;
  if (table === undefined || out === undefined || dataDir === undefined) {
    throw new InputError(
      '--table, --data-dir and --out are needed: give the table, the folder of the images, a folder for the runs',
    );
  }
  const seeds = parsePositiveInteger(values.seeds, '--seeds');
  const cells = parsePositiveInteger(values.cells, '--cells');
  const chosen = values.only.map((name) => {
    const training = TRAININGS.find((each) => each.name === name);
    if (training !== undefined) return training;
    throw createUnknownNameError(
      'training',
      name,
      TRAININGS.map((each) => each.name),
    );
  });
  const rows: Row[] = [];
  for (const { name, set } of chosen) {
    for (let seed = 1; seed <= seeds; seed++) {
      const folder = path.join(out, `${name}-${seed}`);
      const settings = [...set, ...values.set].flatMap((each) => ['--set', each]);
      const data = ['--table', table, '--dataset', values.dataset, '--data-dir', dataDir];
      const search = [
        'search',
        '--mode',
        'ws',
        '--space',
        'nasbench201',
        '--preset',
        'cpu',
        '--seed',
        String(seed),
      ];
      // Resuming a finished search does nothing.
      run(fs.existsSync(folder) ? ['resume', folder] : [...search, ...data, ...settings, '--out', folder]);
      if (!isCalibrated(folder, cells))
        run(['calibrate', folder, '--table', table, '--cells', String(cells)]);
      rows.push({ training: name, seed, ...measure(folder) });
      replaceFile(
        path.join(out, SUMMARY_FILE),
        stringify(rows.map(toCsvRow), { header: true, columns: [...COLUMNS] }),
      );
    }
  }
}

function isCalibrated(folder: string, cells: number): boolean {
  const file = path.join(folder, CALIBRATION_FILE);
  return fs.existsSync(file) && readRecords(file).length === cells;
}

/** Runs nao until it exits. @throws FailedError if it fails */
function run(args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [PROGRAM, ...args], { stdio: 'inherit' });
  if (status !== 0)
    throw new FailedError(`nao ${args.slice(0, 2).join(' ')} ended with code ${status ?? 'none'}: see above`);
}

function measure(folder: string): Omit<Row, 'training' | 'seed'> {
  const cells = readCells(path.join(folder, CALIBRATION_FILE));
  // Cells are in random order, so every other one is a random half.
  const [choice, report] = [0, 1].map((half) => cells.filter((_, i) => i % 2 === half));
  const tau = (of: readonly CalibratedCell[], by: keyof CalibratedCell, truth: keyof CalibratedCell) =>
    kendallTau(
      of.map((cell) => cell[by]),
      of.map((cell) => cell[truth]),
    ).value;
  const [picked] = report.filter(({ shared }) => Number.isFinite(shared)).sort((a, b) => b.shared - a.shared);
  return {
    minutes: Math.round(countTrainingSeconds(path.join(folder, 'training.csv')) / 60),
    cells: cells.length,
    tau_choice: tau(choice, 'shared', 'valid'),
    tau_valid: tau(report, 'shared', 'valid'),
    tau_test: tau(report, 'shared', 'test'),
    tau_test_smoothed: tau(report, 'smoothed', 'test'),
    tau_test_parameters: tau(report, 'parameters', 'test'),
    picked_test: picked?.test,
  };
}

/** Returns the score with shared weights, more for a better one. */
function readSharedScore({
  shared_valid_accuracy: accuracy,
  shared_valid_loss: loss,
}: Readonly<Record<string, string | undefined>>): number {
  return accuracy === undefined ? -readNumber(loss) : readNumber(accuracy);
}

/** Reads the number of a cell; NaN if it has none. */
function readNumber(cell: string | undefined): number {
  return parseCsvNumber(cell ?? '') ?? NaN;
}

function readRecords(file: string): Record<string, string>[] {
  return parse(fs.readFileSync(file, 'utf8'), { columns: true });
}

function readCells(file: string): CalibratedCell[] {
  return readRecords(file).map((record) => ({
    parameters: readNumber(record.parameters),
    shared: readSharedScore(record),
    smoothed: readNumber(record.smoothed),
    valid: readNumber(record[VALID_COLUMN]),
    test: readNumber(record[TEST_COLUMN]),
  }));
}

function countTrainingSeconds(file: string): number {
  return readRecords(file).reduce((sum, { seconds }) => sum + Number(seconds), 0);
}

function toCsvRow(row: Row): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, formatCsvValue(value)]));
}

try {
  main();
} catch (error) {
  process.exitCode = reportError(error);
}
