import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withDiskErrors } from '../files/durable';
import { CsvLog, type CsvRow, type CsvValue } from './csv';
import { createLogColumns, LOG_NAMES, type LogName, type LogUnits, mapKeysToColumns } from './log-columns';
import { ScalarEvents } from './tensorboard';

const bytes = z.number().int().nonnegative();

/** Size of each log at a checkpoint, in bytes. Plain JSON, stored in the checkpoint. */
export const logPositionsSchema = z.strictObject({
  training: bytes,
  architectures: bytes,
  controller: bytes,
  rounds: bytes,
  scalars: bytes,
});

export type LogPositions = z.infer<typeof logPositionsSchema>;

/**
 * The four CSV logs of a run, and the same numbers as TensorBoard scalars. The keys of a row are the columns in logs.ts; columns
 * named after the run's metric or items have neutral keys.
 */
export class RunLogs {
  private constructor(
    private readonly csv: Readonly<Record<LogName, CsvLog>>,
    private readonly scalars: ScalarEvents,
    private readonly units: LogUnits,
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
      controller: open('controller'),
      rounds: open('rounds'),
    };
    const tensorboardFolder = path.join(folder, 'tensorboard');
    withDiskErrors(tensorboardFolder, () => fs.mkdirSync(tensorboardFolder, { recursive: true }));
    // TensorBoard accepts any name with `tfevents` in it. Other writers put the time where this name has 0.
    const scalars = ScalarEvents.open(path.join(tensorboardFolder, 'events.out.tfevents.0.nao'), wallClock);
    return new RunLogs(csv, scalars, units);
  }

  training<Row extends CsvRow<Row> & { readonly step: number }>(row: Row): void {
    this.csv.training.append(this.toColumns(row));
    this.scalars.add(
      row.step,
      selectScalars('train', row, ['train_loss', 'train_accuracy', 'learning_rate']),
    );
  }

  /** Each round is a curve of its own over the epochs, tagged with the round. */
  controller<Row extends CsvRow<Row> & { readonly round: number; readonly epoch: number }>(row: Row): void {
    this.csv.controller.append(row);
    const metrics = ['loss', 'predictor_loss', 'reconstruction_loss', 'pairwise_accuracy', 'kendall_tau'];
    this.scalars.add(row.epoch, selectScalars(`controller/round ${row.round}`, row, metrics));
  }

  architecture<Row extends CsvRow<Row> & { readonly score: CsvValue }>(row: Row): void {
    this.csv.architectures.append(this.toColumns(row));
  }

  round<Row extends CsvRow<Row> & { readonly round: number }>(row: Row): void {
    this.csv.rounds.append(this.toColumns(row));
    const metrics = ['best_score', 'mean_score', 'top10_mean_score', 'kendall_tau_predicted_measured'];
    this.scalars.add(row.round, selectScalars('search', row, metrics));
  }

  /** Flushes all rows to the disk. Returns the sizes of the logs, for a checkpoint. */
  flush(): LogPositions {
    for (const name of LOG_NAMES) this.csv[name].flush();
    this.scalars.flush();
    return {
      training: this.csv.training.position(),
      architectures: this.csv.architectures.position(),
      controller: this.csv.controller.position(),
      rounds: this.csv.rounds.position(),
      scalars: this.scalars.position(),
    };
  }

  /**
   * Truncates the logs to a checkpoint's positions, or to their headers without a checkpoint.
   *
   * @throws FailedError if a CSV log is shorter than its position
   */
  truncateTo(positions: LogPositions | undefined): void {
    for (const name of LOG_NAMES) this.csv[name].truncateTo(positions?.[name] ?? 0);
    this.scalars.truncateTo(positions?.scalars ?? 0);
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
    this.scalars.close();
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
