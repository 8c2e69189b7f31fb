import { formatNumber } from '../format';

/** What stands in a cell; undefined is not computed, or not defined. */
export type DataCell = string | number | undefined;

export interface DataColumn {
  readonly head: string;
  /** An architecture's text or other code: set so, left-aligned, and wrapped. */
  readonly isCode?: true;
  /** Words: left-aligned, and wrapped. */
  readonly isText?: true;
}

export interface DataTable {
  /** What the table is of, in a few words. */
  readonly name: string;
  readonly columns: readonly DataColumn[];
  readonly rows: readonly (readonly DataCell[])[];
}

/** A cell as people read it. */
export function formatDataCell(value: DataCell): string {
  if (value === undefined) return '–';
  return typeof value === 'number' ? formatNumber(value) : value;
}

/** Whether the column is set left-aligned. */
export function isLeftAligned({ isCode, isText }: DataColumn): boolean {
  return isCode === true || isText === true;
}
