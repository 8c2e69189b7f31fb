import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import { FailedError } from '../errors';
import { isMissing } from '../files/find';
import { describeReason } from '../files/system-errors';
import type { LogPosition } from '../run/append-log';
import { assertLogIntact, parseCsvNumber } from '../run/csv';
import { meanOrUndefined } from '../statistics/mean';

/** A row by column name. An empty cell is ''. */
export type LogRow = Readonly<Record<string, string>>;

export interface LogTable {
  /** Column names in file order; empty if the file is missing or its header is incomplete. */
  readonly columns: readonly string[];
  readonly rows: readonly LogRow[];
  /** Number of lines skipped because their number of cells differs from the header's, or a cell has zero bytes. */
  readonly damaged: number;
}

/**
 * Reads the complete lines of a CSV log. The run may be active, or may have been killed while writing, so a last line
 * without a line end is ignored.
 *
 * @param position of the log at the run's last checkpoint, if it has one
 * @throws FailedError if the log is not what it was at that position
 */
export async function readCsv(file: string, position?: LogPosition): Promise<LogTable> {
  const bytes = (await readIfExists(file)) ?? Buffer.alloc(0);
  if (position !== undefined) assertLogIntact(file, bytes, position);
  const text = bytes.toString('utf8');
  const { lines, unreadable } = parseLines(text.slice(0, text.lastIndexOf('\n') + 1));
  const [columns = [], ...records] = lines;
  const rows = toRows(columns, records);
  return { columns, rows, damaged: records.length - rows.length + unreadable };
}

/** Parses whole lines of a CSV file. `unreadable` counts records that are not CSV. */
export function parseLines(text: string): { lines: string[][]; unreadable: number } {
  let unreadable = 0;
  const lines: string[][] = parse(text, {
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    // Skips a record whose quote is never closed.
    skip_records_with_error: true,
    on_skip: () => {
      unreadable += 1;
    },
  });
  return { lines, unreadable };
}

/** Converts records to rows, without damaged ones. */
export function toRows(columns: readonly string[], records: readonly string[][]): LogRow[] {
  return (
    records
      // A crash of the machine may leave zeros where a row was written.
      .filter((cells) => cells.length === columns.length && !cells.some((cell) => cell.includes('\0')))
      .map((cells) => Object.fromEntries(cells.map((cell, i) => [columns[i], cell])))
  );
}

/** Reads a cell as a number, or undefined if it is empty, not a number, or not finite. */
export function readNumberCell(row: LogRow, column: string): number | undefined {
  const value = parseCsvNumber(row[column] ?? '');
  return Number.isFinite(value) ? value : undefined;
}

/** Returns the mean of a column over the rows that have a number in it; undefined if none has. */
export function computeColumnMean(rows: readonly LogRow[], column: string): number | undefined {
  return meanOrUndefined(rows.flatMap((row) => readNumberCell(row, column) ?? []));
}

/** Reads a file of a run folder; undefined if it does not exist. @throws FailedError if it cannot be read */
export async function readIfExists(file: string): Promise<Buffer | undefined> {
  try {
    return await ignoreMissing(readFile(file));
  } catch (error) {
    throw new FailedError(`cannot read ${file} (${describeReason(error)}): restore it, or remove it`, {
      cause: error,
    });
  }
}

/** Resolves to the value of `reading`, or undefined if the file does not exist. Other errors are rethrown. */
export async function ignoreMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
