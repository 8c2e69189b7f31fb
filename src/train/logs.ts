import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withDiskErrors } from '../files/durable';
import { CsvLog, type CsvRow } from '../run/csv';
import type { LogColumn } from '../run/log-columns';
import { ScalarEvents } from '../run/tensorboard';

const createCounterColumns = (items: string): readonly LogColumn[] => [
  { name: 'epoch', unit: '1', meaning: `epoch over the training ${items}, from 1` },
  { name: 'step', unit: '1', meaning: 'training steps so far' },
  { name: 'learning_rate', unit: '1', meaning: "learning rate of the epoch's last step" },
];

const createTimeColumns = (items: string): readonly LogColumn[] => [
  { name: `${items}_per_s`, unit: `${items} / s`, meaning: 'speed of training', time: true },
  { name: 'seconds', unit: 's', meaning: 'duration of the epoch', time: true },
];

/** Columns of epochs.csv of a training on images. */
export const IMAGE_EPOCH_COLUMNS: readonly LogColumn[] = [
  ...createCounterColumns('images'),
  {
    name: 'drop_path_keep',
    unit: 'probability',
    meaning: "drop-path keep probability of the epoch's last step",
  },
  {
    name: 'train_loss',
    unit: 'nats',
    meaning: "mean cross-entropy of the epoch's steps, without the auxiliary head",
  },
  {
    name: 'train_accuracy',
    unit: 'fraction',
    meaning: "fraction of the epoch's augmented images classified correctly",
  },
  {
    name: 'valid_loss',
    unit: 'nats',
    meaning: 'mean cross-entropy of the held-out images; empty if there are none',
  },
  {
    name: 'valid_accuracy',
    unit: 'fraction',
    meaning: 'fraction of the held-out images classified correctly',
  },
  ...createTimeColumns('images'),
];

/** Columns of epochs.csv of a training on a text. */
export const TEXT_EPOCH_COLUMNS: readonly LogColumn[] = [
  ...createCounterColumns('text'),
  { name: 'averaging', unit: '1', meaning: '1 if weights were averaged, else 0' },
  { name: 'train_loss', unit: 'nats', meaning: "mean cross-entropy of the epoch's steps, with dropout" },
  {
    name: 'skipped_steps',
    unit: '1',
    meaning: 'steps with non-finite loss or gradients, which changed no weight',
  },
  { name: 'valid_loss', unit: 'nats', meaning: 'mean cross-entropy of the validation text' },
  { name: 'valid_perplexity', unit: '1', meaning: 'exponential of `valid_loss`' },
  ...createTimeColumns('tokens'),
];

/** Length of each log at a checkpoint, in bytes. */
export const trainLogPositionsSchema = z.strictObject({ epochs: z.number(), scalars: z.number() });
type TrainLogPositions = z.infer<typeof trainLogPositionsSchema>;

type EpochRow = CsvRow<Record<string, unknown>> & { readonly epoch: number };

/** Columns that are written as TensorBoard scalars. */
const TENSORBOARD_COLUMNS = [
  'train_loss',
  'train_accuracy',
  'valid_loss',
  'valid_accuracy',
  'valid_perplexity',
  'learning_rate',
];

/** A training's epochs.csv and its TensorBoard scalars. */
export class TrainLogs {
  private constructor(
    private readonly csv: CsvLog,
    private readonly scalars: ScalarEvents,
  ) {}

  /**
   * @param wallClock seconds since 1970, for TensorBoard's time axis
   * @throws FailedError if a log has other columns, or cannot be written
   */
  static open(
    folder: string,
    columns: readonly LogColumn[],
    wallClock: () => number = () => Date.now() / 1000,
  ): TrainLogs {
    const names = columns.map(({ name }) => name);
    const tensorboardFolder = path.join(folder, 'tensorboard');
    withDiskErrors(tensorboardFolder, () => fs.mkdirSync(tensorboardFolder, { recursive: true }));
    return new TrainLogs(
      CsvLog.open(path.join(folder, 'epochs.csv'), names),
      ScalarEvents.open(path.join(tensorboardFolder, 'events.out.tfevents.0.nao'), wallClock),
    );
  }

  appendEpoch(row: EpochRow): void {
    this.csv.append(row);
    const values = Object.entries(row).filter(
      ([name, cell]) => TENSORBOARD_COLUMNS.includes(name) && typeof cell === 'number',
    );
    this.scalars.add(row.epoch, Object.fromEntries(values) as Record<string, number>);
  }

  /** Writes all rows to disk (fsync) and returns the lengths of the logs. */
  flush(): TrainLogPositions {
    this.csv.flush();
    this.scalars.flush();
    return { epochs: this.csv.position(), scalars: this.scalars.position() };
  }

  /** Removes all rows after a checkpoint; all rows without one. */
  truncateTo(positions: TrainLogPositions | undefined): void {
    this.csv.truncateTo(positions?.epochs ?? 0);
    this.scalars.truncateTo(positions?.scalars ?? 0);
  }

  get isEmpty(): boolean {
    return this.csv.isEmpty;
  }

  close(): void {
    this.csv.close();
    this.scalars.close();
  }
}
