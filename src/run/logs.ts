import path from 'node:path';
import type { SearchConfig } from '../config/schema/search';
import { isSettingUsed } from '../config/used-settings';
import { type CsvRow, type CsvValue, parseCsvNumber, readCsvRows } from './csv';
import { createLogColumns, type LogName, type LogUnits, mapKeysToColumns } from './log-columns';
import { LogFiles, type LogPositions } from './log-files';
import { createScalars, type SummaryValue } from './tensorboard/event';
import { createHparamsEnd } from './tensorboard/hparams';
import { createSettings } from './tensorboard/run-settings';

/**
 * The CSV logs of a run, and the same numbers as TensorBoard events. The keys of a row are the columns in log-columns.ts; columns
 * named after the run's metric or items have neutral keys.
 */
export class RunLogs {
  /** Positions before the row of the last round. */
  private beforeRound: LogPositions | undefined;

  private constructor(
    private readonly files: LogFiles<LogName>,
    private readonly units: LogUnits,
    private readonly folder: string,
    private readonly wallClock: () => number,
  ) {}

  /** @throws FailedError if a log has other columns, or cannot be written */
  static open(folder: string, units: LogUnits, wallClock: () => number): RunLogs {
    return new RunLogs(LogFiles.open(folder, createLogColumns(units), wallClock), units, folder, wallClock);
  }

  /** Writes the settings of a new or resumed run for TensorBoard. */
  settings(config: SearchConfig): void {
    const kind = { mode: config.mode, space: config.space.name, table: config.table.file };
    const isUsed = (name: string): boolean => isSettingUsed(name, kind);
    this.files.events.writeSettings(createSettings({ ...config }, isUsed, this.wallClock()));
  }

  /** Adds the results of a finished run to TensorBoard, by which its page HPARAMS compares runs, and pictures. */
  result(metrics: Readonly<Record<string, number | undefined>>, pictures: readonly SummaryValue[]): void {
    const end = createHparamsEnd(this.wallClock());
    this.files.events.addToRun(0, [...createScalars('result', metrics), ...pictures, end]);
  }

  training<Row extends CsvRow<Row> & { readonly round: number; readonly step: number }>(row: Row): void {
    this.files.csv.training.append(this.toColumns(row));
    const { train_loss: loss, train_accuracy: accuracy, learning_rate } = selectNumbers(row);
    this.files.events.addTraining(row.round, row.step, { loss, accuracy, learning_rate });
  }

  controller<Row extends CsvRow<Row> & { readonly round: number; readonly epoch: number }>(row: Row): void {
    this.files.csv.controller.append(row);
    const { loss, predictor_loss, reconstruction_loss, pairwise_accuracy, kendall_tau } = selectNumbers(row);
    const metrics = { loss, predictor_loss, reconstruction_loss, pairwise_accuracy, kendall_tau };
    this.files.events.addController(row.round, row.epoch, metrics);
  }

  architecture<Row extends CsvRow<Row> & { readonly score: CsvValue }>(row: Row): void {
    this.files.csv.architectures.append(this.toColumns(row));
  }

  /** Adds a point of the learning curve of an architecture that was trained from scratch. */
  child<Row extends CsvRow<Row>>(row: Row): void {
    this.files.csv.children.append(row);
  }

  round<Row extends CsvRow<Row> & { readonly round: number }>(row: Row): void {
    this.beforeRound = this.files.positions();
    this.files.csv.rounds.append(this.toColumns(row));
    const { best_score, mean_score, top10_mean_score, kendall_tau_predicted_measured } = selectNumbers(row);
    const metrics = { best_score, mean_score, top10_mean_score, kendall_tau_predicted_measured };
    this.files.events.addRound(row.round, metrics, this.readScores(row.round));
  }

  /** Flushes all rows to the disk. Returns the positions of the logs, for a checkpoint. */
  flush(): LogPositions {
    this.files.flush();
    return this.files.positions();
  }

  /** Returns the positions before the row of the last round that this object has logged. */
  positionsBeforeRound(): LogPositions | undefined {
    return this.beforeRound;
  }

  /**
   * Cuts the logs back to a checkpoint's positions, or to their headers without a checkpoint.
   *
   * @param onDamaged called if the curves of TensorBoard are not complete
   * @throws FailedError if a CSV log is not what it was at the checkpoint
   */
  truncateTo(positions: LogPositions | undefined, onDamaged: (text: string) => void): void {
    this.files.truncateTo(positions, onDamaged);
  }

  /** True if no log has a row. */
  get isEmpty(): boolean {
    return this.files.isEmpty;
  }

  /** Renames the keys of a row to the columns of this run. */
  private toColumns<Row extends CsvRow<Row>>(row: Row): Record<string, CsvValue> {
    const names = mapKeysToColumns(this.units);
    return Object.fromEntries(
      Object.entries<CsvValue>(row).map(([key, cell]) => [names.get(key) ?? key, cell]),
    );
  }

  close(): void {
    this.files.close();
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
