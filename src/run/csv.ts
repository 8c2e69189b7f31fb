import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { FailedError } from '../errors';
import { AppendLog, describeLogDamage, type LogPosition } from './append-log';

/** Value of a cell. Undefined is an empty cell: the value was not computed or is not defined. */
export type CsvValue = string | number | bigint | boolean | undefined;

/** Values of a row, by column name. */
export type CsvRow<Row> = { readonly [K in keyof Row]: CsvValue };

/**
 * Formats a cell. Numbers have the fewest digits that parse to the same number. Non-finite numbers are `nan`, `inf` and `-inf`.
 */
export function formatCsvValue(cell: CsvValue): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'number' || Number.isFinite(cell)) return String(cell);
  if (Number.isNaN(cell)) return 'nan';
  return cell > 0 ? 'inf' : '-inf';
}

/** Formats a file: a header with the names of the columns, then the rows. */
export function formatCsv(
  columns: readonly { readonly name: string }[],
  rows: readonly (readonly CsvValue[])[],
): string {
  return stringify([columns.map(({ name }) => name), ...rows.map((row) => row.map(formatCsvValue))]);
}

const NON_FINITE_TOKENS: ReadonlyMap<string, number> = new Map([
  ['nan', NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);

/** A decimal number, with or without an exponent. `Number` accepts more, such as `0x10`. */
const DECIMAL_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/;

/** Parses a number as `formatCsvValue` writes it. Returns undefined if the text is empty or not a decimal number. */
export function parseCsvNumber(text: string): number | undefined {
  const token = text.trim().toLowerCase();
  const nonFinite = NON_FINITE_TOKENS.get(token);
  if (nonFinite !== undefined) return nonFinite;
  const number = DECIMAL_NUMBER.test(token) ? Number(token) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/**
 * An append-only CSV file with a header (RFC 4180 quoting, LF line ends). Each row is written immediately, so that a running search can be watched;
 * `flush` makes them survive a power failure.
 */
export class CsvLog {
  private constructor(
    private readonly log: AppendLog,
    private readonly columns: readonly string[],
  ) {}

  /**
   * Opens a log, or creates it.
   *
   * @throws FailedError if the file has another header, or cannot be written
   */
  static open(file: string, columns: readonly string[]): CsvLog {
    const log = AppendLog.open(file);
    const csv = new CsvLog(log, columns);
    const { header } = csv;
    if (log.size < header.length) csv.clear();
    else if (!log.readStart(header.length).equals(header)) {
      log.close();
      throw new FailedError(
        `${file} does not have the columns of this version of nao: restore the file, resume with the version in config.yaml, or start a new run`,
      );
    }
    return csv;
  }

  /** Appends a row. Columns missing from it are left empty. */
  append<Row extends CsvRow<Row>>(row: Row): void {
    const cells = Object.entries<CsvValue>(row);
    for (const [key] of cells) {
      if (!this.columns.includes(key)) throw new Error(`${this.log.file} has no column ${key}`);
    }
    const byColumn = new Map(cells);
    const line = stringify([this.columns.map((column) => formatCsvValue(byColumn.get(column)))]);
    this.log.append(Buffer.from(line));
  }

  /** Flushes all rows to the disk. */
  flush(): void {
    this.log.flush();
  }

  /** True if the log has no rows. */
  get isEmpty(): boolean {
    return this.log.size <= this.header.length;
  }

  /** Returns the size of header and rows, and their digest. */
  position(): LogPosition {
    return this.log.position();
  }

  /** @throws FailedError if the file is not what it was at a position, rows after it aside */
  assertIntact(position: LogPosition): void {
    const damage = this.log.findDamage(position);
    if (damage !== undefined) throw createDamagedLogError(this.log.file, damage);
  }

  /** Cuts the log back to its first bytes. */
  truncateTo(bytes: number): void {
    this.log.truncateTo(bytes);
  }

  /** Removes all rows. */
  clear(): void {
    this.log.truncateTo(0);
    this.log.append(this.header);
  }

  close(): void {
    this.log.close();
  }

  private get header(): Buffer {
    return Buffer.from(stringify([this.columns]));
  }
}

/**
 * Checks what was read of a log against what it was at a position, rows after it aside.
 *
 * @throws FailedError if it differs
 */
export function assertLogIntact(file: string, bytes: Buffer, position: LogPosition): void {
  const start = bytes.subarray(0, position.bytes);
  const hashStart = (): string => createHash('sha256').update(start).digest('hex');
  const damage = describeLogDamage(position, start.length, hashStart);
  if (damage !== undefined) throw createDamagedLogError(file, damage);
}

/** Creates the error for a log that was changed before the last checkpoint. @param damage from `describeLogDamage` */
function createDamagedLogError(file: string, damage: string): FailedError {
  return new FailedError(`${file} ${damage}: restore the whole file, or start a new run`);
}

/** Reads the rows of a log by column name. A last line without a line end is being written, or its process was killed. */
export function readCsvRows(file: string): Readonly<Record<string, string>>[] {
  const text = fs.readFileSync(file, 'utf8');
  return parse(text.slice(0, text.lastIndexOf('\n') + 1), { columns: true, relax_column_count: true });
}

/**
 * Removes columns from a log's text, to compare runs: measured times differ between runs that are otherwise equal.
 */
export function removeColumns(text: string, isRemoved: (column: string) => boolean): string {
  const lines: string[][] = parse(text);
  const kept = (lines[0] ?? []).map((column) => !isRemoved(column));
  return stringify(lines.map((cells) => cells.filter((_, i) => kept[i])));
}
