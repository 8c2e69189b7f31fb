import { open } from 'node:fs/promises';
import { ignoreMissing, type LogRow, type LogTable, parseLines, toRows } from '../report/read-csv';

/** Bytes before the position read so far, by which a file that was cut and written again is recognized. */
const TAIL_BYTES = 256;

const LINE_FEED = 0x0a;
const QUOTE = 0x22;

/** A CSV log that a run appends to. Each `read` reads only what has been added since the last one. */
export class GrowingCsv {
  private columns: readonly string[] = [];
  private rows: LogRow[] = [];
  private damaged = 0;
  /** Bytes that are read. */
  private offset = 0;
  /** Last bytes before the offset. */
  private tail = Buffer.alloc(0);
  /** Bytes after the last whole record. */
  private rest = Buffer.alloc(0);
  /** Table of the last read. */
  private table: LogTable = { columns: [], rows: [], damaged: 0 };

  /** @param isWhole returns false for rows that are damaged */
  constructor(
    private readonly file: string,
    private readonly isWhole: (row: LogRow) => boolean = () => true,
  ) {}

  /** Reads the whole lines so far. Returns the same object again if there are no others. */
  async read(): Promise<LogTable> {
    const handle = await ignoreMissing(open(this.file, 'r'));
    if (handle === undefined) return this.offset === 0 ? this.table : this.restart();
    try {
      const { size } = await handle.stat();
      const tail = Buffer.alloc(this.tail.length);
      await handle.read(tail, 0, tail.length, this.offset - tail.length);
      if (size < this.offset || !tail.equals(this.tail)) this.restart();
      if (size === this.offset) return this.table;
      const added = Buffer.alloc(size - this.offset);
      const { bytesRead } = await handle.read(added, 0, added.length, this.offset);
      this.add(added.subarray(0, bytesRead));
      return this.table;
    } finally {
      await handle.close();
    }
  }

  private restart(): LogTable {
    this.columns = [];
    this.rows = [];
    this.damaged = 0;
    this.offset = 0;
    this.tail = Buffer.alloc(0);
    this.rest = Buffer.alloc(0);
    this.table = { columns: [], rows: [], damaged: 0 };
    return this.table;
  }

  private add(bytes: Buffer): void {
    this.offset += bytes.length;
    this.tail = Buffer.concat([this.tail, bytes]).subarray(-TAIL_BYTES);
    const pending = Buffer.concat([this.rest, bytes]);
    const end = findEndOfRecords(pending);
    this.rest = pending.subarray(end);
    if (end === 0) return;
    const { lines, unreadable } = parseLines(pending.toString('utf8', 0, end));
    if (this.columns.length === 0) this.columns = lines.shift() ?? [];
    const rows = toRows(this.columns, lines).filter(this.isWhole);
    this.damaged += lines.length - rows.length + unreadable;
    this.rows = this.rows.concat(rows);
    this.table = { columns: this.columns, rows: this.rows, damaged: this.damaged };
  }
}

/** Finds the end of the last whole record. A line feed within quotes is part of a cell. */
function findEndOfRecords(bytes: Buffer): number {
  let end = 0;
  let isQuoted = false;
  bytes.forEach((byte, i) => {
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === LINE_FEED && !isQuoted) end = i + 1;
  });
  return end;
}
