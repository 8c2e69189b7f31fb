import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
/** A row by column name; a cell that was left empty is ''. */
export type LogRow = Readonly<Record<string, string>>;

export interface LogTable {
  /** Column names in file order; none where the file is missing or has no whole header yet. */
  readonly columns: readonly string[];
  readonly rows: readonly LogRow[];
  /** Lines left out because they do not have the header's number of cells. */
  readonly damaged: number;
}

/**
 * Reads one of a run's CSV logs as far as it is whole. A run may be going on, or may have been killed while it wrote: a
 * last line without its line end is not there yet.
 */
export async function readCsv(file: string): Promise<LogTable> {
  const text = (await ignoreMissing(readFile(file, 'utf8'))) ?? '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  let unreadable = 0;
  const lines: string[][] = parse(whole, {
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    // A quote that was never closed.
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

/** A cell as a number, or undefined where it is empty, not a number, or not finite. */
export function readNumberCell(row: LogRow, column: string): number | undefined {
  const cell = row[column];
  if (cell === undefined || cell.trim() === '') return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

/** What reading a file gives, or undefined where there is no such file. Other faults are thrown on. */
export async function ignoreMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
