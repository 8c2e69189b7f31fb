import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import { FailedError } from '../errors';
import { withDiskErrors, writeAll } from '../files/durable';

/** What stands in a cell; undefined is an empty cell: not computed, or not defined. */
export type CsvValue = string | number | bigint | boolean | undefined;

/** A row by column name. */
export type CsvRow<Row> = { readonly [K in keyof Row]: CsvValue };

/**
 * A cell's text. Numbers are written by the shortest digits that read back the same; what is not finite is `nan`, `inf`
 * or `-inf`.
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

/** Parses a number as `formatCsvValue` writes it. Returns undefined if the text is empty or not a number. */
export function parseCsvNumber(text: string): number | undefined {
  const token = text.trim().toLowerCase();
  const nonFinite = NON_FINITE_TOKENS.get(token);
  if (nonFinite !== undefined) return nonFinite;
  const number = token === '' ? NaN : Number(token);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * An append-only CSV file (RFC 4180 quoting, lines ended by LF), one fact a row, its header written once. Rows go to the
 * file as they come, so others can follow a run; `flush` makes them outlast a power cut.
 */
export class CsvLog {
  private constructor(
    private readonly file: string,
    private readonly fd: number,
    private readonly columns: readonly string[],
    private bytes: number,
  ) {}

  /**
   * Opens a log, new or not.
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

  /** Adds a row; its keys are columns, and a column without a key is left empty. */
  append<Row extends CsvRow<Row>>(row: Row): void {
    const cells = Object.entries<CsvValue>(row);
    for (const [key] of cells) {
      if (!this.columns.includes(key)) throw new Error(`${this.file} has no column ${key}`);
    }
    const byColumn = new Map(cells);
    this.write(stringify([this.columns.map((column) => formatCsvValue(byColumn.get(column)))]));
  }

  /** Makes all rows outlast a power cut. */
  flush(): void {
    withDiskErrors(this.file, () => fs.fsyncSync(this.fd));
  }

  /** True where there is a header and nothing after it. */
  get isEmpty(): boolean {
    return this.bytes <= Buffer.byteLength(stringify([this.columns]));
  }

  /** Bytes of header and rows so far. */
  position(): number {
    return this.bytes;
  }

  /**
   * Cuts off what came after a position, half a row included. 0 leaves the header alone.
   *
   * @throws FailedError if the file is shorter than that
   */
  truncateTo(bytes: number): void {
    if (bytes > this.bytes) {
      throw new FailedError(
        `${this.file} has ${this.bytes} bytes, fewer than the ${bytes} at the last checkpoint: put the whole file back, or start a new run`,
      );
    }
    withDiskErrors(this.file, () => fs.ftruncateSync(this.fd, bytes));
    this.bytes = bytes;
    if (bytes === 0) this.write(stringify([this.columns]));
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  private write(text: string): void {
    const bytes = Buffer.from(text);
    writeAll(this.fd, bytes, this.file);
    this.bytes += bytes.length;
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
    `${file} has other columns than this version of nao writes: resume with the version in config.yaml, or start a new run`,
  );
}

/**
 * A log's text without some of its columns, for comparing runs: what is measured in time differs between two runs that
 * are otherwise the same.
 */
export function removeColumns(text: string, isRemoved: (column: string) => boolean): string {
  const lines: string[][] = parse(text);
  const kept = (lines[0] ?? []).map((column) => !isRemoved(column));
  return stringify(lines.map((cells) => cells.filter((_, i) => kept[i])));
}
