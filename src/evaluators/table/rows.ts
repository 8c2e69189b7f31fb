import { InputError } from '../../errors';
import { createRandomStream, randomPermutation } from '../../random';
import type { Architecture, Space } from '../../space/space';
import { unwrapList } from '../../space/text-form';
import type { Direction } from '../../statistics/direction';
import { createNoRowsError, openCsv } from './csv-file';

/** The table's file and columns; the settings `table.*`. */
export interface TableSettings {
  /** A CSV with a header row, gzipped or not. */
  readonly file: string;
  /** Column of architectures in the space's text form. */
  readonly architectureColumn: string;
  readonly scoreColumn: string;
  /** Column that is only reported for the architecture that a search returns; empty: none. */
  readonly testColumn?: string;
  readonly direction: Direction;
  /** Seed of the random half of the rows that is kept; 0 or undefined: all rows. */
  readonly splitSeed?: number;
}

/** A row of the table. Numbers that are not finite mark failed trainings. */
export interface TableRow {
  readonly architecture: Architecture;
  readonly score: number;
  /** Value of the test column; undefined without one. */
  readonly testValue: number | undefined;
}

/**
 * Reads the table's rows in the file's order. Numbers may be `nan`, `inf` or `-inf`.
 *
 * @throws EnvironmentError if the file cannot be read
 * @throws InputError if a column is missing, a row is malformed (with file and line) or there are no rows
 */
export function readTableRows(settings: TableSettings, space: Space): TableRow[] {
  const { file, architectureColumn, scoreColumn, testColumn = '', splitSeed = 0 } = settings;
  const needed = {
    'table.architectureColumn': architectureColumn,
    'table.scoreColumn': scoreColumn,
    ...(testColumn === '' ? {} : { 'table.testColumn': testColumn }),
  };
  const csv = openCsv(file, Object.values(needed));
  for (const [setting, column] of Object.entries(needed)) assertColumn(file, setting, column, csv.columns);
  const lines = csv.readLines();
  const architectures = lines.map(({ record, line }) =>
    parseArchitecture(record[architectureColumn], space, `${file}, line ${line}`),
  );
  const scores = csv.parseNumbers(lines, scoreColumn);
  const testValues = testColumn === '' ? [] : csv.parseNumbers(lines, testColumn);
  const rows = lines.map((_, i) => ({
    architecture: architectures[i],
    score: scores[i],
    testValue: testValues.at(i),
  }));
  if (rows.length === 0) throw createNoRowsError(file);
  return splitSeed === 0 ? rows : selectRandomHalf(rows, splitSeed);
}

/**
 * Checks that a table has columns, before its rows are read.
 *
 * @param option name of the option that gave the columns
 * @throws EnvironmentError if the file cannot be read; InputError if a column is missing
 */
export function assertTableColumns(file: string, columns: readonly string[], option: string): void {
  const csv = openCsv(file, columns);
  for (const column of columns) assertColumn(file, option, column, csv.columns);
}

/** Returns a random half of the rows, rounded up, in the file's order. */
function selectRandomHalf(rows: readonly TableRow[], splitSeed: number): TableRow[] {
  const kept = randomPermutation(createRandomStream(splitSeed, 'table-half'), rows.length).slice(
    0,
    Math.ceil(rows.length / 2),
  );
  return [...kept].sort((a, b) => a - b).map((row) => rows[row]);
}

/** @throws InputError if the header does not have the column exactly once */
function assertColumn(file: string, setting: string, column: string, header: readonly string[]): void {
  const count = header.filter((name) => name === column).length;
  if (count === 0) {
    throw new InputError(`${file} has no column '${column}': set ${setting} to one of ${header.join(', ')}`);
  }
  if (count > 1) {
    throw new InputError(`${file} has ${count} columns '${column}': rename all but the one to read`);
  }
}

function parseArchitecture(text: string, space: Space, location: string): Architecture {
  try {
    return space.parse(unwrapList(text));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${location}: ${error.message}`, { cause: error });
  }
}
