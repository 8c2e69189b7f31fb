import path from 'node:path';
import { z } from 'zod';
import type { SearchConfig } from '../config/schema/search';
import { isSettingUsed } from '../config/used-settings';
import { CsvLog, type CsvRow, type CsvValue, parseCsvNumber, readCsvRows } from './csv';
import { createLogColumns, LOG_NAMES, type LogName, type LogUnits, mapKeysToColumns } from './log-columns';
import { createScalars, type SummaryValue } from './tensorboard/event';
import { createHparamsEnd } from './tensorboard/hparams';
import { createSettings } from './tensorboard/run-settings';
import { eventPositionsSchema, SearchEvents } from './tensorboard/search-events';

const bytes = z.number().int().nonnegative();

/** Size of each log at a checkpoint, in bytes. Plain JSON, stored in the checkpoint. */
export const logPositionsSchema = z.strictObject({
  training: bytes,
  architectures: bytes,
  children: bytes,
  controller: bytes,
  rounds: bytes,
  events: eventPositionsSchema,
});

export type LogPositions = z.infer<typeof logPositionsSchema>;

/**
 * The CSV logs of a run, and the same numbers as TensorBoard events. The keys of a row are the columns in logs.ts; columns
 * named after the run's metric or items have neutral keys.
 */
export class RunLogs {
  private constructor(
    private readonly csv: Readonly<Record<LogName, CsvLog>>,
    private readonly events: SearchEvents,
    private readonly units: LogUnits,
    private readonly folder: string,
    private readonly wallClock: () => number,
  ) {}

  /** @throws FailedError if a log has other columns, or cannot be written */
  static open(folder: string, units: LogUnits, wallClock: () => number): RunLogs {
    const columns = createLogColumns(units);
    const open = (name: LogName): CsvLog =>
      CsvLog.open(
        path.join(folder, `${name}.csv`),
        columns[name].map((column) => column.name),
      );
    const csv = {
      training: open('training'),
      architectures: open('architectures'),
      children: open('children'),
      controller: open('controller'),
      rounds: open('rounds'),
    };
    const events = SearchEvents.open(path.join(folder, 'tensorboard'), wallClock);
    return new RunLogs(csv, events, units, folder, wallClock);
  }

  /** Adds the settings of a new run to TensorBoard. */
  settings(config: SearchConfig): void {
    const kind = { mode: config.mode, space: config.space.name, table: config.table.file };
    const isUsed = (name: string): boolean => isSettingUsed(name, kind);
    this.events.addToSearch(0, createSettings(config, isUsed, this.wallClock()));
  }

  /** Adds the results of a finished run to TensorBoard, by which its page HPARAMS compares runs, and pictures. */
  result(metrics: Readonly<Record<string, number | undefined>>, pictures: readonly SummaryValue[]): void {
    const end = createHparamsEnd(this.wallClock());
    this.events.addToSearch(0, [...createScalars('result', metrics), ...pictures, end]);
  }

  training<Row extends CsvRow<Row> & { readonly round: number; readonly step: number }>(row: Row): void {
    this.csv.training.append(this.toColumns(row));
    const { train_loss: loss, train_accuracy: accuracy, learning_rate } = selectNumbers(row);
    this.events.addTraining(row.round, row.step, { loss, accuracy, learning_rate });
  }

  controller<Row extends CsvRow<Row> & { readonly round: number; readonly epoch: number }>(row: Row): void {
    this.csv.controller.append(row);
    const { loss, predictor_loss, reconstruction_loss, pairwise_accuracy, kendall_tau } = selectNumbers(row);
    const metrics = { loss, predictor_loss, reconstruction_loss, pairwise_accuracy, kendall_tau };
    this.events.addController(row.round, row.epoch, metrics);
  }

  architecture<Row extends CsvRow<Row> & { readonly score: CsvValue }>(row: Row): void {
    this.csv.architectures.append(this.toColumns(row));
  }

  /** Adds a point of the learning curve of an architecture that was trained from scratch. */
  child<Row extends CsvRow<Row>>(row: Row): void {
    this.csv.children.append(row);
  }

  round<Row extends CsvRow<Row> & { readonly round: number }>(row: Row): void {
    this.csv.rounds.append(this.toColumns(row));
    const { best_score, mean_score, top10_mean_score, kendall_tau_predicted_measured } = selectNumbers(row);
    const metrics = { best_score, mean_score, top10_mean_score, kendall_tau_predicted_measured };
    this.events.addRound(row.round, metrics, this.readScores(row.round));
  }

  /** Flushes all rows to the disk. Returns the sizes of the logs, for a checkpoint. */
  flush(): LogPositions {
    for (const name of LOG_NAMES) this.csv[name].flush();
    this.events.flush();
    return {
      training: this.csv.training.position(),
      architectures: this.csv.architectures.position(),
      children: this.csv.children.position(),
      controller: this.csv.controller.position(),
      rounds: this.csv.rounds.position(),
      events: this.events.positions(),
    };
  }

  /**
   * Truncates the logs to a checkpoint's positions, or to their headers without a checkpoint.
   *
   * @throws FailedError if a CSV log is shorter than its position
   */
  truncateTo(positions: LogPositions | undefined): void {
    for (const name of LOG_NAMES) this.csv[name].truncateTo(positions?.[name] ?? 0);
    this.events.truncateTo(positions?.events);
  }

  /** True if no log has a row. */
  get isEmpty(): boolean {
    return LOG_NAMES.every((name) => this.csv[name].isEmpty);
  }

  /** Renames the keys of a row to the columns of this run. */
  private toColumns<Row extends CsvRow<Row>>(row: Row): Record<string, CsvValue> {
    const names = mapKeysToColumns(this.units);
    return Object.fromEntries(
      Object.entries<CsvValue>(row).map(([key, cell]) => [names.get(key) ?? key, cell]),
    );
  }

  close(): void {
    for (const name of LOG_NAMES) this.csv[name].close();
    this.events.close();
  }

  /** Reads the finite scores of a round from its log, which also has those from before a resume. */
  private readScores(round: number): number[] {
    return readCsvRows(path.join(this.folder, 'architectures.csv')).flatMap((row) => {
      const score = parseCsvNumber(row[this.units.metric] ?? '');
      return row.round === String(round) && Number.isFinite(score) ? [score ?? NaN] : [];
    });
  }
}

/** Selects the numbers of a row. */
function selectNumbers<Row extends CsvRow<Row>>(row: Row): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(
    Object.entries<CsvValue>(row).flatMap(([name, cell]) => (typeof cell === 'number' ? [[name, cell]] : [])),
  );
}
