import { removeColumns } from '../../../src/run/csv';
import { imageEpochColumns, textEpochColumns } from '../../../src/train/logs';

/** Returns the text of an epochs.csv without its time columns. */
export function removeEpochTimeColumns(text: string): string {
  const timeColumns = [...imageEpochColumns, ...textEpochColumns]
    .filter(({ time }) => time)
    .map(({ name }) => name);
  return removeColumns(text, (column) => timeColumns.includes(column));
}
