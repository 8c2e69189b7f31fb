import fs from 'node:fs';
import type { CalibratedScore } from '../../evaluators/calibration';
import type { Score } from '../../evaluators/evaluator';
import type { ArchitectureRanking } from '../../report/ranking';
import { formatCsv, parseCsvNumber, readCsvRows } from '../../run/csv';
import { CHILDREN_COLUMN, createCalibrationColumns } from '../output/csv-columns';

/** Where the scores of calibration.csv come from. */
export interface CalibrationSource {
  readonly ranking: ArchitectureRanking;
  /** Name of the score after training from scratch. */
  readonly metric: string;
  /** Digest of the children's settings and data. */
  readonly children: string;
}

/** Formats calibration.csv. */
export function formatCalibrationCsv(
  { ranking: { round, metric: sharedMetric }, metric, children }: CalibrationSource,
  results: readonly CalibratedScore[],
): string {
  const columns = createCalibrationColumns(sharedMetric, metric);
  const rows = results.map(({ id, architecture, shared, standalone }) => [
    round,
    id,
    architecture,
    shared,
    Number.isFinite(standalone.value) ? standalone.value : undefined,
    standalone.loss,
    standalone.failure,
    standalone.seconds,
    children,
  ]);
  return formatCsv(columns, rows);
}

/**
 * Reads the scores after training from scratch that calibration.csv has of the same settings and data, by architecture. Failed
 * trainings are left out: they are tried again.
 */
export function readCalibrationCsv(
  file: string,
  { metric, children }: CalibrationSource,
): ReadonlyMap<string, Score> {
  const known = new Map<string, Score>();
  if (!fs.existsSync(file)) return known;
  for (const row of readCsvRows(file)) {
    const value = parseCsvNumber(row[metric] ?? '');
    if (row[CHILDREN_COLUMN] !== children || value === undefined || !Number.isFinite(value)) continue;
    const [loss, seconds] = [row.valid_loss, row.seconds].map((text) => parseCsvNumber(text));
    known.set(row.architecture, { value, itemsScored: 0, loss, seconds });
  }
  return known;
}
