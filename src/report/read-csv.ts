import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import { isMissing } from '../files/find';
import { toUserError } from '../files/system-errors';

/** A row by column name. An empty cell is ''. */
export type LogRow = Readonly<Record<string, string>>;

export interface LogTable {
  /** Column names in file order; empty if the file is missing or its header is incomplete. */
  readonly columns: readonly string[];
  readonly rows: readonly LogRow[];
  /** Number of lines skipped because their number of cells differs from the header's. */
  readonly damaged: number;
}

/**
 * Reads the complete lines of a CSV log. The run may be active, or may have been killed while writing, so a last line
 * without a line end is ignored.
 */
export async function readCsv(file: string): Promise<LogTable> {
  const text = await ignoreMissing(readFile(file, 'utf8')).catch((error: unknown) => {
    throw toUserError(error, `read ${file}`);
  });
  const whole = text?.slice(0, text.lastIndexOf('\n') + 1) ?? '';
  let unreadable = 0;
  const lines: string[][] = parse(whole, {
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    // Skips a record whose quote is never closed.
    skip_records_with_error: true,
    on_skip: () => {
      unreadable += 1;
    },
  });
  const [columns = [], ...records] = lines;
  const rows = records
    .filter((cells) => cells.length === columns.length)
    .map((cells) => Object.fromEntries(cells.map((cell, i) => [columns[i], cell])));
  return { columns, rows, damaged: records.length - rows.length + unreadable };
}

/** Reads a cell as a number, or undefined if it is empty, not a number, or not finite. */
export function readNumberCell(row: LogRow, column: string): number | undefined {
  const cell = row[column];
  if (cell === undefined || cell.trim() === '') return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
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
