import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import { FailedError } from '../../errors';
import { CsvLog, parseCsvNumber } from '../../run/csv';
import type { LogColumn } from '../../run/log-columns';
import type { Score } from '../evaluator';

/**
 * Columns of shared-scores.csv: a row for each architecture and supernet.
 *
 * @param metric name of the score with shared weights, such as `shared_valid_accuracy`
 */
export function createSharedScoreColumns(metric: string): readonly LogColumn[] {
  return [
    { name: 'supernet', unit: 'text', meaning: "digest of the supernet's weights" },
    { name: 'trained_steps', unit: '1', meaning: 'training steps of the supernet' },
    { name: 'architecture', unit: 'text', meaning: 'text form of the architecture' },
    { name: metric, unit: "the metric's", meaning: 'score with shared weights' },
    { name: 'loss', unit: 'nats', meaning: 'mean loss over the scored items' },
    { name: 'failure', unit: 'text', meaning: 'reason for a missing score' },
    { name: 'seconds', unit: 's', meaning: 'duration of the scoring', time: true },
  ];
}

/** A supernet in the state of a checkpoint. */
export interface SupernetVersion {
  /** Digest of the weights. */
  readonly digest: string;
  readonly trainedSteps: number;
}

/**
 * A run's shared-scores.csv: scores of one supernet after another, so that no score is computed twice. Each row is on the
 * disk when `add` returns.
 */
export class SharedScoresLog {
  private constructor(
    private readonly csv: CsvLog,
    private readonly metric: string,
    private readonly supernet: SupernetVersion,
    private readonly values: Map<string, number>,
    /** Number of scores in the file that other weights gave. */
    readonly outdated: number,
  ) {}

  /**
   * Opens the file, or creates it. A row that a crash has cut off is removed.
   *
   * @throws FailedError if the file has other columns or damaged rows, or cannot be written
   */
  static open(file: string, metric: string, supernet: SupernetVersion): SharedScoresLog {
    const csv = CsvLog.open(
      file,
      createSharedScoreColumns(metric).map(({ name }) => name),
    );
    const text = fs.readFileSync(file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    csv.truncateTo(Buffer.byteLength(whole));
    const rows = parseRows(file, whole, metric);
    const current = rows.filter((row) => row.supernet === supernet.digest);
    const values = new Map(current.map((row) => [row.architecture, parseCsvNumber(row[metric]) ?? NaN]));
    return new SharedScoresLog(csv, metric, supernet, values, rows.length - current.length);
  }

  /** Returns the score of an architecture by its text; undefined if this supernet has not scored it. */
  find(architecture: string): number | undefined {
    return this.values.get(architecture);
  }

  /** @param seconds duration of the scoring */
  add(architecture: string, { value, loss, failure }: Score, seconds: number): void {
    const { digest, trainedSteps } = this.supernet;
    this.csv.append({
      supernet: digest,
      trained_steps: trainedSteps,
      architecture,
      [this.metric]: value,
      loss,
      failure: Number.isFinite(value) ? undefined : (failure ?? `${this.metric} is ${value}`),
      seconds,
    });
    this.csv.flush();
    this.values.set(architecture, value);
  }

  close(): void {
    this.csv.close();
  }
}

/** @throws FailedError if a row is not one that `add` wrote */
function parseRows(file: string, text: string, metric: string): Record<string, string>[] {
  const fail = (): never => {
    throw new FailedError(
      `${file} has damaged rows: restore it, or delete it, which computes its scores again`,
    );
  };
  const lines: string[][] = parse(text, {
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: fail,
  });
  const [columns, ...records] = lines;
  return records.map((cells) => {
    const row = Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
    const isWhole =
      cells.length === columns.length &&
      /^[\da-f]+$/.test(row.supernet) &&
      /^\d+$/.test(row.trained_steps) &&
      /^[ -~]+$/.test(row.architecture) &&
      parseCsvNumber(row[metric]) !== undefined;
    return isWhole ? row : fail();
  });
}
