import type { TrainConfig } from '../config/load-train';
import type { CsvRow } from '../run/csv';
import type { LogColumn } from '../run/log-columns';
import { LogFiles, type LogPositions } from '../run/log-files';
import { createScalars, type SummaryValue } from '../run/tensorboard/event';
import { createHparamsEnd } from '../run/tensorboard/hparams';
import { createSettings } from '../run/tensorboard/run-settings';

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

type EpochRow = CsvRow<Record<string, unknown>> & { readonly epoch: number };

/** Columns that are written as TensorBoard scalars, by tag. */
const TENSORBOARD_TAGS: Readonly<Record<string, string>> = {
  train_loss: 'train/loss',
  train_accuracy: 'train/accuracy',
  learning_rate: 'train/learning_rate',
  valid_loss: 'valid/loss',
  valid_accuracy: 'valid/accuracy',
  valid_perplexity: 'valid/perplexity',
};

/** A training's epochs.csv and its TensorBoard scalars. */
export class TrainLogs {
  private constructor(
    private readonly files: LogFiles<'epochs'>,
    private readonly wallClock: () => number,
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
    return new TrainLogs(LogFiles.open(folder, { epochs: columns }, wallClock), wallClock);
  }

  /** Writes the settings of a new or resumed training for TensorBoard. */
  settings(config: TrainConfig): void {
    this.files.events.writeSettings(createSettings({ ...config }, () => true, this.wallClock()));
  }

  /** Adds the results of a finished training to TensorBoard, by which its page HPARAMS compares runs, and pictures. */
  result(metrics: Readonly<Record<string, number>>, pictures: readonly SummaryValue[]): void {
    const end = createHparamsEnd(this.wallClock());
    this.files.events.addToRun(0, [...createScalars('result', metrics), ...pictures, end]);
  }

  appendEpoch(row: EpochRow): void {
    this.files.csv.epochs.append(row);
    const cells: Readonly<Record<string, unknown>> = row;
    const values = Object.entries(TENSORBOARD_TAGS).flatMap(([name, tag]): SummaryValue[] => {
      const cell = cells[name];
      return typeof cell === 'number' ? [{ tag, simpleValue: cell }] : [];
    });
    this.files.events.addToRun(row.epoch, values);
  }

  /** Flushes all rows to the disk. Returns the positions of the logs, for a checkpoint. */
  flush(): LogPositions {
    this.files.flush();
    return this.files.positions();
  }

  /**
   * Removes all rows after a checkpoint; all rows without one.
   *
   * @param onDamaged called if the curves of TensorBoard are not complete
   * @throws FailedError if epochs.csv is not what it was at the checkpoint
   */
  truncateTo(positions: LogPositions | undefined, onDamaged: (text: string) => void): void {
    this.files.truncateTo(positions, onDamaged);
  }

  get isEmpty(): boolean {
    return this.files.isEmpty;
  }

  close(): void {
    this.files.close();
  }
}
