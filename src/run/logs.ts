import type { CsvRow, CsvValue } from './csv';
import { createLogColumns, type LogName, type LogUnits, mapKeysToColumns } from './log-columns';
import { LogFiles, type LogPositions } from './log-files';

/**
 * The four CSV logs of a run, and the same numbers as TensorBoard scalars. The keys of a row are the columns in logs.ts; columns
 * named after the run's metric or items have neutral keys.
 */
export class RunLogs {
  /** Positions before the row of the last round. */
  private beforeRound: LogPositions | undefined;

  private constructor(
    private readonly files: LogFiles<LogName>,
    private readonly units: LogUnits,
  ) {}

  /** @throws FailedError if a log has other columns, or cannot be written */
  static open(folder: string, units: LogUnits, wallClock: () => number): RunLogs {
    return new RunLogs(LogFiles.open(folder, createLogColumns(units), wallClock), units);
  }

  training<Row extends CsvRow<Row> & { readonly step: number }>(row: Row): void {
    this.files.csv.training.append(this.toColumns(row));
    this.files.scalars.add(
      row.step,
      selectScalars('train', row, ['train_loss', 'train_accuracy', 'learning_rate']),
    );
  }

  /** Each round is a curve of its own over the epochs, tagged with the round. */
  controller<Row extends CsvRow<Row> & { readonly round: number; readonly epoch: number }>(row: Row): void {
    this.files.csv.controller.append(row);
    const metrics = ['loss', 'predictor_loss', 'reconstruction_loss', 'pairwise_accuracy', 'kendall_tau'];
    this.files.scalars.add(row.epoch, selectScalars(`controller/round ${row.round}`, row, metrics));
  }

  architecture<Row extends CsvRow<Row> & { readonly score: CsvValue }>(row: Row): void {
    this.files.csv.architectures.append(this.toColumns(row));
  }

  round<Row extends CsvRow<Row> & { readonly round: number }>(row: Row): void {
    this.beforeRound = this.files.positions();
    this.files.csv.rounds.append(this.toColumns(row));
    const metrics = ['best_score', 'mean_score', 'top10_mean_score', 'kendall_tau_predicted_measured'];
    this.files.scalars.add(row.round, selectScalars('search', row, metrics));
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
}

/** Selects the numbers of a row by name, tagged `group/name`. */
function selectScalars<Row extends CsvRow<Row>>(
  group: string,
  row: Row,
  names: readonly string[],
): Record<string, number> {
  const cells = new Map(Object.entries<CsvValue>(row));
  return Object.fromEntries(
    names.flatMap((name) => {
      const cell = cells.get(name);
      return typeof cell === 'number' ? [[`${group}/${name}`, cell] as const] : [];
    }),
  );
}
