import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import { FailedError } from '../errors';
import { withDiskErrors, writeAll } from '../files/durable';

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
  /** True if the file may have changes that are not on the disk: also those of a killed process. */
  private isChanged = true;

  private constructor(
    private readonly file: string,
    private readonly fd: number,
    private readonly columns: readonly string[],
    private bytes: number,
  ) {}

  /**
   * Opens a log, or creates it.
   *
   * @throws FailedError if the file has another header, or cannot be written
   */
  static open(file: string, columns: readonly string[]): CsvLog {
    const fd = withDiskErrors(file, () => fs.openSync(file, 'a+'));
    const size = fs.fstatSync(fd).size;
    const log = new CsvLog(file, fd, columns, size);
    const header = stringify([columns]);
    if (size === 0) log.write(header);
    else if (size < Buffer.byteLength(header)) log.truncateTo(0);
    else assertSameHeader(file, header);
    return log;
  }

  /** Appends a row. Columns missing from it are left empty. */
  append<Row extends CsvRow<Row>>(row: Row): void {
    const cells = Object.entries<CsvValue>(row);
    for (const [key] of cells) {
      if (!this.columns.includes(key)) throw new Error(`${this.file} has no column ${key}`);
    }
    const byColumn = new Map(cells);
    this.write(stringify([this.columns.map((column) => formatCsvValue(byColumn.get(column)))]));
  }

  /** Flushes all rows to the disk. */
  flush(): void {
    if (!this.isChanged) return;
    withDiskErrors(this.file, () => fs.fsyncSync(this.fd));
    this.isChanged = false;
  }

  /** True if the log has no rows. */
  get isEmpty(): boolean {
    return this.bytes <= Buffer.byteLength(stringify([this.columns]));
  }

  /** Returns the size of header and rows in bytes. */
  position(): number {
    return this.bytes;
  }

  /**
   * Truncates the log to a position. 0 keeps only the header.
   *
   * @throws FailedError if the file is shorter than that
   */
  truncateTo(bytes: number): void {
    if (bytes > this.bytes) {
      throw new FailedError(
        `${this.file} has ${this.bytes} bytes, fewer than the ${bytes} at the last checkpoint: restore the whole file, or start a new run`,
      );
    }
    withDiskErrors(this.file, () => fs.ftruncateSync(this.fd, bytes));
    this.bytes = bytes;
    this.isChanged = true;
    if (bytes === 0) this.write(stringify([this.columns]));
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  private write(text: string): void {
    const bytes = Buffer.from(text);
    writeAll(this.fd, bytes, this.file);
    this.bytes += bytes.length;
    this.isChanged = true;
  }
}

function assertSameHeader(file: string, header: string): void {
  const fd = fs.openSync(file, 'r');
  try {
    const start = Buffer.alloc(Buffer.byteLength(header));
    fs.readSync(fd, start, 0, start.length, 0);
    if (start.toString('utf8') === header) return;
  } finally {
    fs.closeSync(fd);
  }
  throw new FailedError(
    `${file} does not have the columns of this version of nao: resume with the version in config.yaml, or start a new run`,
  );
}

/** Reads the rows of a log by column name. */
export function readCsvRows(file: string): Readonly<Record<string, string>>[] {
  return parse(fs.readFileSync(file, 'utf8'), { columns: true, relax_column_count: true });
}

/**
 * Removes columns from a log's text, to compare runs: measured times differ between runs that are otherwise equal.
 */
export function removeColumns(text: string, isRemoved: (column: string) => boolean): string {
  const lines: string[][] = parse(text);
  const kept = (lines[0] ?? []).map((column) => !isRemoved(column));
  return stringify(lines.map((cells) => cells.filter((_, i) => kept[i])));
}
