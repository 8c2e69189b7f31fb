import { removeColumns } from '../../../src/run/csv';
import { IMAGE_EPOCH_COLUMNS, TEXT_EPOCH_COLUMNS } from '../../../src/train/logs';

/** Returns the text of an epochs.csv without its time columns. */
export function removeEpochTimeColumns(text: string): string {
  const timeColumns = [...IMAGE_EPOCH_COLUMNS, ...TEXT_EPOCH_COLUMNS]
    .filter(({ time }) => time)
    .map(({ name }) => name);
  return removeColumns(text, (column) => timeColumns.includes(column));
}
