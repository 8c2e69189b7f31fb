import type { CsvRow } from '../run/csv';
import type { LogColumn } from '../run/log-columns';
import type { Direction } from '../statistics/direction';
import type { TestDetails } from './details';

/** A training on images or on a text, as the training loop runs it. */
export interface TrainingTask {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Total steps. */
  readonly steps: number;
  /** Items per step, in `unit`s. */
  readonly itemsPerStep: number;
  readonly unit: 'images' | 'tokens';
  /** Digest of the training data. */
  readonly dataDigest: string;
  /** Lines printed before the training starts. */
  readonly description: readonly string[];
  /** Columns of epochs.csv. The column `score.name` holds the epoch's score on held-out data. */
  readonly columns: readonly LogColumn[];
  readonly score: { readonly name: string; readonly direction: Direction };
  /**
   * Runs one training step.
   *
   * @returns values that are summed over an epoch, such as the loss
   * @throws FailedError if loss or gradients are not finite
   */
  train(step: number): MetricSums;
  /** Scores the held-out data and returns an epoch's row without number, steps and times. @param step its last */
  createEpochRow(step: number, sums: MetricSums): CsvRow<Record<string, unknown>>;
  /** Writes the training's state to files whose paths start with `prefix`. */
  save(prefix: string): void;
  /** Restores the state from the files that `save` wrote. */
  restore(prefix: string): void;
  /** Writes a SavedModel with its architecture.json into an empty folder. @param checkpoint prefix of the weights */
  exportModel(checkpoint: string, epoch: number, folder: string): void;
  /** Scores an exported model on the test part, which is used for nothing else. */
  test(exported: string, progress: (done: number, total: number) => void): TestResult;
  dispose(): void;
}

export type MetricSums = Readonly<Record<string, number>> & { readonly loss: number };

/** Score of a trained network on the test part. */
export interface TestResult {
  /** Fields of result.json, such as `test_accuracy`; empty if there is no test part. */
  readonly fields: Readonly<Record<string, number>>;
  /** The line that reports it. */
  readonly summary: string;
  /** Where the predictions are wrong. */
  readonly details: TestDetails;
}
