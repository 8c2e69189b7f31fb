import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import type { Score } from '../evaluators/evaluator';
import { replaceFile } from '../files/durable';
import { formatCsv, parseCsvNumber, readCsvRows } from '../run/csv';
import type { LogColumn } from '../run/log-columns';
import type { CalibratedScore } from './from-scratch';

/** Column of calibration.csv that tells whether two trainings from scratch can be compared. */
const CHILDREN_COLUMN = 'children';

/**
 * Columns of calibration.csv (`nao calibrate`): a row for each architecture.
 *
 * @param sharedMetric name of the score with shared weights, such as `shared_valid_accuracy`
 * @param standaloneMetric name of the score after training from scratch, such as `valid_accuracy`
 */
export function createCalibrationColumns(
  sharedMetric: string,
  standaloneMetric: string,
): readonly LogColumn[] {
  return [
    { name: 'round', unit: '1', meaning: 'round of the search that the shared score is from' },
    { name: 'id', unit: '1', meaning: "the architecture's id in architectures.csv" },
    { name: 'architecture', unit: 'text', meaning: 'text form of the architecture' },
    { name: sharedMetric, unit: "the metric's", meaning: 'score with shared weights' },
    { name: standaloneMetric, unit: "the metric's", meaning: 'score after training from scratch' },
    { name: 'valid_loss', unit: 'nats', meaning: 'validation loss after training from scratch' },
    { name: 'failure', unit: 'text', meaning: 'why there is no score after training from scratch' },
    { name: 'seconds', unit: 's', meaning: 'duration of the training', time: true },
    { name: CHILDREN_COLUMN, unit: 'text', meaning: 'digest of the settings and data of the training' },
  ];
}

/** Where the scores of calibration.csv come from. */
export interface CalibrationSource {
  /** Round that the scores with shared weights are from. */
  readonly round: number;
  /** Name of the score with shared weights. */
  readonly sharedMetric: string;
  /** Name of the score after training from scratch. */
  readonly metric: string;
  /** Digest of the children's settings and data. */
  readonly children: string;
}

/** Formats calibration.csv. */
export function formatCalibrationCsv(
  { round, sharedMetric, metric, children }: CalibrationSource,
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
 * Copies the trainings of calibration.csv to a file of all trainings, which has the same columns. It keeps those of earlier samples and
 * of other settings, which calibration.csv loses. Failed trainings are left out.
 */
export function keepTrainings(file: string, allTrainings: string): void {
  const rows = [allTrainings, file].filter((each) => fs.existsSync(each)).flatMap(readCsvRows);
  const trained = new Map(
    rows
      .filter(({ failure }) => failure === '')
      .map((row) => [`${row[CHILDREN_COLUMN]} ${row.architecture}`, row]),
  );
  if (trained.size === 0) return;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  replaceFile(allTrainings, stringify([...trained.values()], { header: true, columns }));
}

/**
 * Reads the scores after training from scratch that calibration.csv, or the file of all trainings, has of the same settings and
 * data, by architecture. Failed trainings are left out: they are tried again.
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
