import type { CsvRow } from '../run/csv';
import type { LogColumn } from '../run/logs';

/** What is trained and on what, as the loop needs it: images or a text. */
export interface TrainingTask {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps of all epochs. */
  readonly steps: number;
  /** What a step works through: how many of what. */
  readonly itemsPerStep: number;
  readonly unit: 'images' | 'tokens';
  /** Of what it is trained on. */
  readonly dataDigest: string;
  /** What the user is told before it begins. */
  readonly description: readonly string[];
  /** Columns of epochs.csv; the epoch's score on what is held out is in the column `score.name`. */
  readonly columns: readonly LogColumn[];
  readonly score: { readonly name: string; readonly direction: 'maximize' | 'minimize' };
  /**
   * One training step.
   *
   * @returns what is added up over an epoch; the loss is one of it
   * @throws FailedError where it cannot be gone on from
   */
  train(step: number): MetricSums;
  /** What an epoch's row says besides its number, steps and times; scores on what is held out. @param step its last */
  createEpochRow(step: number, sums: MetricSums): CsvRow<Record<string, unknown>>;
  /** Writes all that a step depends on as files that begin with `prefix`. */
  save(prefix: string): void;
  restore(prefix: string): void;
  /** Writes a SavedModel with its architecture.json into an empty folder. @param checkpoint prefix of the weights */
  exportModel(checkpoint: string, epoch: number, folder: string): void;
  /** Scores an exported model on the test part, which nothing has looked at before. */
  test(exported: string, progress: (done: number, total: number) => void): TestResult;
  dispose(): void;
}

export type MetricSums = Readonly<Record<string, number>> & { readonly loss: number };

/** What a trained network does on the test part. */
export interface TestResult {
  /** For result.json, by names such as `test_accuracy`; empty where there is no test part. */
  readonly fields: Readonly<Record<string, number>>;
  /** The line that a user reads. */
  readonly summary: string;
}
