import type { Origin } from './state';

/*
 * Log rows of a search. Keys are CSV columns. Rounds, epochs and steps count from 1, ids from 0. Undefined values are
 * empty cells.
 */

/** Row of training.csv: a training step. */
export interface TrainingRow {
  readonly round: number;
  /** Counts over all rounds. */
  readonly epoch: number;
  /** Counts over all rounds. */
  readonly step: number;
  readonly learning_rate: number;
  readonly train_loss: number;
  readonly train_accuracy: number | undefined;
  /** Images or tokens in the step. The CSV's columns for this and for the speed are named after the unit. */
  readonly items: number;
  readonly items_per_s: number | undefined;
  readonly seconds: number;
}

/** Row of controller.csv: an evaluated epoch of the controller. */
export interface ControllerRow {
  readonly round: number;
  /** Epochs trained in this round. */
  readonly epoch: number;
  readonly loss: number;
  readonly predictor_loss: number;
  readonly reconstruction_loss: number;
  readonly pairwise_accuracy: number | undefined;
  readonly kendall_tau: number | undefined;
  /** Number of architectures behind the neighboring metrics, never trained on in the round. */
  readonly held_out: number;
  /** Mean number of tokens that differ between a decoded architecture and its original. */
  readonly hamming_distance: number | undefined;
  /** Time spent on fitting in this round so far. */
  readonly seconds: number;
}

/** Row of architectures.csv: a scored architecture. */
export interface ArchitectureRow {
  readonly round: number;
  readonly id: number;
  readonly origin: Origin;
  readonly parent_id: number | undefined;
  readonly step_size: number | undefined;
  readonly architecture: string;
  /** Prediction of the first score, in the row of that score only. */
  readonly predicted: number | undefined;
  /** Score in the metric's unit. The CSV's column is named after the metric. */
  readonly score: number | undefined;
  readonly loss: number | undefined;
  readonly items_scored: number;
  readonly failure: string | undefined;
  readonly seconds: number;
  /** Rank in the pool after this round: 1 is the best, failed ones are last. */
  readonly rank: number;
  /** Cost of the network that papers report for the space; undefined if the space cannot count it. */
  readonly parameters: number | undefined;
  readonly multiply_adds: number | undefined;
}

/** Row of children.csv: a point of the learning curve of an architecture trained from scratch. */
export interface ChildRow {
  readonly round: number;
  readonly id: number;
  /** Training steps so far. */
  readonly step: number;
  /** Mean over the steps since the row before it. */
  readonly train_loss: number;
}

/** Row of rounds.csv: a finished round. */
export interface RoundRow {
  readonly round: number;
  readonly pool_size: number;
  readonly scored: number;
  readonly best_id: number | undefined;
  readonly best_score: number | undefined;
  /** Means over the architectures scored in this round. */
  readonly mean_score: number | undefined;
  readonly top10_mean_score: number | undefined;
  readonly random_mean_score: number | undefined;
  readonly controller_mean_score: number | undefined;
  /** Correlations over the architectures that the controller proposed for this round. */
  readonly kendall_tau_predicted_measured: number | undefined;
  readonly spearman_predicted_measured: number | undefined;
  readonly n_predicted: number;
  /** New architectures of the next round, and the random ones among them. */
  readonly new_architectures: number;
  readonly random_fill: number;
  /** Mean over the round's training steps. */
  readonly train_loss: number | undefined;
  readonly items_per_s: number | undefined;
  readonly seconds: number;
}

/** Receiver of log rows. */
export interface RowSink {
  training(row: TrainingRow): void;
  controller(row: ControllerRow): void;
  architecture(row: ArchitectureRow): void;
  child(row: ChildRow): void;
  round(row: RoundRow): void;
}
