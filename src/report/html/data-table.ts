import { formatNumber, formatSeconds } from '../format';

/** Value of a cell; undefined if it was not computed or is not defined. */
export type DataCell = string | number | undefined;

export interface DataColumn {
  readonly head: string;
  /** Code, such as an architecture's text: monospaced and wrapped. */
  readonly isCode?: true;
  /** Seconds, which the page shows as hours, minutes and seconds. */
  readonly isDuration?: true;
}

export interface DataTable {
  /** Caption in a few words. */
  readonly name: string;
  /** The first column names the rows. */
  readonly columns: readonly DataColumn[];
  readonly rows: readonly (readonly DataCell[])[];
}

/** Formats a cell for the page: numbers rounded, a dash for undefined. */
export function formatDataCell(value: DataCell, { isDuration }: DataColumn): string {
  if (value === undefined) return '–';
  if (typeof value === 'string') return value;
  return isDuration ? formatSeconds(value) : formatNumber(value);
}

/** Formats a cell's number for exports, which have no durations. */
export function formatExportCell(value: DataCell): string {
  return formatDataCell(value, { head: '' });
}

/** Returns the head of a column in exports, where durations are plain numbers. */
export function formatExportHead({ head, isDuration }: DataColumn): string {
  return isDuration ? `${head} (s)` : head;
}

/** Returns true if a column is left-aligned: it has code, or text that is not a number. */
export function isLeftAligned({ columns, rows }: DataTable, column: number): boolean {
  return columns[column].isCode === true || rows.some((row) => isText(row[column]));
}

/** Returns false for numbers written as text, such as ids, and for what stands in place of one. */
function isText(cell: DataCell): boolean {
  return typeof cell === 'string' && cell !== 'undefined' && !/^[-+]?\d[\d.,]*(e[-+]?\d+)?$/.test(cell);
}
