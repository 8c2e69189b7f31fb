import path from 'node:path';
import { z } from 'zod';
import { logPositionSchema } from './append-log';
import { CsvLog } from './csv';
import type { LogColumn } from './log-columns';
import { eventPositionsSchema, RunEvents } from './tensorboard/run-events';

/** Positions of a run's logs at a checkpoint. Plain JSON, stored in the checkpoint. */
export const logPositionsSchema = z.strictObject({
  /** Of the CSV logs, by file. */
  csv: z.record(z.string(), logPositionSchema),
  events: eventPositionsSchema,
});

export type LogPositions = Readonly<z.infer<typeof logPositionsSchema>>;

/** The CSV logs of a run and its TensorBoard events, which checkpoints and resumes treat as one. */
export class LogFiles<Name extends string> {
  private constructor(
    readonly csv: Readonly<Record<Name, CsvLog>>,
    readonly events: RunEvents,
  ) {}

  /**
   * Opens the logs of a run folder, or creates them.
   *
   * @param columns of each CSV log by its file's name without ending
   * @param wallClock seconds since 1970, for TensorBoard's time axis
   * @throws FailedError if a log has other columns, or cannot be written
   */
  static open<Name extends string>(
    folder: string,
    columns: Readonly<Record<Name, readonly LogColumn[]>>,
    wallClock: () => number,
  ): LogFiles<Name> {
    const csv = Object.fromEntries(
      Object.entries<readonly LogColumn[]>(columns).map(([name, ofLog]) => [
        name,
        CsvLog.open(
          path.join(folder, toFile(name)),
          ofLog.map((column) => column.name),
        ),
      ]),
    ) as Record<Name, CsvLog>;
    return new LogFiles(csv, RunEvents.open(path.join(folder, 'tensorboard'), wallClock));
  }

  /** Flushes all rows to the disk. */
  flush(): void {
    for (const [, log] of this.list()) log.flush();
    this.events.flush();
  }

  /** Returns the lengths and digests of all logs, for a checkpoint. */
  positions(): LogPositions {
    return {
      csv: Object.fromEntries(this.list().map(([name, log]) => [toFile(name), log.position()])),
      events: this.events.positions(),
    };
  }

  /**
   * Cuts the logs back to a checkpoint's positions, or to their headers without a checkpoint.
   *
   * @param onDamaged called if the curves of TensorBoard are not complete
   * @throws FailedError if a CSV log is not what it was at the checkpoint; all are then unchanged
   */
  truncateTo(positions: LogPositions | undefined, onDamaged: (text: string) => void): void {
    if (positions === undefined) {
      for (const [, log] of this.list()) log.clear();
      this.events.clear();
      return;
    }
    for (const [name, log] of this.list()) log.assertIntact(positions.csv[toFile(name)]);
    for (const [name, log] of this.list()) log.truncateTo(positions.csv[toFile(name)].bytes);
    this.events.truncateTo(positions.events, onDamaged);
  }

  /** True if no CSV log has a row. */
  get isEmpty(): boolean {
    return this.list().every(([, log]) => log.isEmpty);
  }

  close(): void {
    for (const [, log] of this.list()) log.close();
    this.events.close();
  }

  private list(): [name: string, log: CsvLog][] {
    return Object.entries<CsvLog>(this.csv);
  }
}

function toFile(name: string): string {
  return `${name}.csv`;
}
