import { formatNumber } from '../format';

/** Value of a cell; undefined if it was not computed or is not defined. */
export type DataCell = string | number | undefined;

export interface DataColumn {
  readonly head: string;
  /** Code, such as an architecture's text: monospaced, left-aligned and wrapped. */
  readonly isCode?: true;
  /** Prose: left-aligned and wrapped. */
  readonly isText?: true;
}

export interface DataTable {
  /** Accessible name in a few words. */
  readonly name: string;
  readonly columns: readonly DataColumn[];
  readonly rows: readonly (readonly DataCell[])[];
}

/** Formats a cell for the page: numbers rounded, a dash for undefined. */
export function formatDataCell(value: DataCell): string {
  if (value === undefined) return '–';
  return typeof value === 'number' ? formatNumber(value) : value;
}

/** Returns true if the column is left-aligned. */
export function isLeftAligned({ isCode, isText }: DataColumn): boolean {
  return isCode === true || isText === true;
}
