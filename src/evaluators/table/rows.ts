import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { EnvironmentError, InputError } from '../../errors';
import { createRandomStream, randomPermutation } from '../../random';
import { parseCsvNumber } from '../../run/csv';
import type { Architecture, Space } from '../../space/space';
import { unwrapList } from '../../space/text-form';

/** The table's file and columns; the settings `table.*`. */
export interface TableSettings {
  /** A CSV with a header row, gzipped or not. */
  readonly file: string;
  /** Column of architectures in the space's text form. */
  readonly architectureColumn: string;
  readonly scoreColumn: string;
  /** Column that is only reported for the architecture that a search returns; empty: none. */
  readonly testColumn?: string;
  readonly direction: 'maximize' | 'minimize';
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

interface CsvLine {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

/**
 * Reads the table's rows in the file's order. Numbers may be `nan`, `inf` or `-inf`.
 *
 * @throws EnvironmentError if the file cannot be read
 * @throws InputError if a column is missing, a row is malformed (with file and line) or there are no rows
 */
export function readTableRows(settings: TableSettings, space: Space): TableRow[] {
  const { file, architectureColumn, scoreColumn, testColumn = '', splitSeed = 0 } = settings;
  const rows = readLines(settings).map(({ record, info }) => {
    const location = `${file}, line ${info.lines}`;
    return {
      architecture: parseArchitecture(record[architectureColumn], space, location),
      score: parseNumber(record[scoreColumn], scoreColumn, location),
      testValue: testColumn === '' ? undefined : parseNumber(record[testColumn], testColumn, location),
    };
  });
  if (rows.length === 0)
    throw new InputError(`${file} has no rows: give a table of architectures and scores`);
  return splitSeed === 0 ? rows : selectRandomHalf(rows, splitSeed);
}

/**
 * Checks that a table has columns, before its rows are read.
 *
 * @param option name of the option that gave the columns
 * @throws EnvironmentError if the file cannot be read; InputError if a column is missing
 */
export function assertTableColumns(file: string, columns: readonly string[], option: string): void {
  const text = readText(file);
  const [header = []] = withCsvErrors(file, (): string[][] => parse(text, { bom: true, to: 1 }));
  for (const column of columns) assertColumn(file, option, column, header);
}

/** Returns a random half of the rows, rounded up, in the file's order. */
function selectRandomHalf(rows: readonly TableRow[], splitSeed: number): TableRow[] {
  const kept = randomPermutation(createRandomStream(splitSeed, 'table-half'), rows.length).slice(
    0,
    Math.ceil(rows.length / 2),
  );
  return [...kept].sort((a, b) => a - b).map((row) => rows[row]);
}

function readLines({ file, architectureColumn, scoreColumn, testColumn = '' }: TableSettings): CsvLine[] {
  const text = readText(file);
  const needed = {
    'table.architectureColumn': architectureColumn,
    'table.scoreColumn': scoreColumn,
    ...(testColumn === '' ? {} : { 'table.testColumn': testColumn }),
  };
  return withCsvErrors(file, () =>
    parse<CsvLine>(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      columns: (header: string[]) => {
        for (const [setting, column] of Object.entries(needed)) assertColumn(file, setting, column, header);
        return header;
      },
    }),
  );
}

function withCsvErrors<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file} is not a CSV: ${(error as Error).message}`, { cause: error });
  }
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const reason = (error as Error).message;
    throw new EnvironmentError(`cannot read the table of scores ${file} (set by table.file): ${reason}`, {
      cause: error,
    });
  }
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (error) {
    throw new InputError(`${file} is a damaged gzip file (${(error as Error).message}): download it again`, {
      cause: error,
    });
  }
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

function parseNumber(text: string, column: string, location: string): number {
  const number = parseCsvNumber(text);
  if (number === undefined) {
    throw new InputError(
      `${location}: '${text}' in column '${column}' is not a number: correct the row or remove it`,
    );
  }
  return number;
}
