import type { Origin } from './state';

/**
 * The rows that a search logs; keys are the columns of the CSVs. Rounds, epochs and steps count from 1, ids from 0.
 * Undefined is an empty cell.
 */
export interface TrainingRow {
  readonly round: number;
  /** Over all rounds. */
  readonly epoch: number;
  /** Over all rounds. */
  readonly step: number;
  readonly learning_rate: number;
  readonly train_loss: number;
  readonly train_accuracy: number | undefined;
  /** Images or tokens in the step; they name the CSV's column, and that of their speed. */
  readonly items: number;
  readonly items_per_s: number | undefined;
  readonly seconds: number;
}

export interface ControllerRow {
  readonly round: number;
  /** Epochs trained in this round. */
  readonly epoch: number;
  readonly loss: number;
  readonly predictor_loss: number;
  readonly reconstruction_loss: number;
  readonly pairwise_accuracy: number | undefined;
  readonly kendall_tau: number | undefined;
  /** Architectures that the two columns before and the one after are measured on; never trained on in the round. */
  readonly held_out: number;
  /** Mean number of tokens by which a decoded architecture differs from its original. */
  readonly hamming_distance: number | undefined;
  /** Spent on learning in this round so far. */
  readonly seconds: number;
}

export interface ArchitectureRow {
  readonly round: number;
  readonly id: number;
  readonly origin: Origin;
  readonly parent_id: number | undefined;
  readonly step_size: number | undefined;
  readonly architecture: string;
  /** In the row of its first scoring only: the prediction is about that one. */
  readonly predicted: number | undefined;
  /** In the metric's unit, which names the CSV's column. */
  readonly score: number | undefined;
  readonly loss: number | undefined;
  readonly items_scored: number;
  readonly failure: string | undefined;
  readonly seconds: number;
  /** 1 is the best of all that have a score after this round; failed ones are last. */
  readonly rank: number;
}

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
  /** Over the architectures that the controller proposed for this round. */
  readonly kendall_tau_predicted_measured: number | undefined;
  readonly spearman_predicted_measured: number | undefined;
  readonly n_predicted: number;
  /** Architectures new in the next round, and how many of them are random. */
  readonly new_architectures: number;
  readonly random_fill: number;
  /** Mean over the round's training steps. */
  readonly train_loss: number | undefined;
  readonly items_per_s: number | undefined;
  readonly seconds: number;
}

/** Where rows go. */
export interface RowSink {
  training(row: TrainingRow): void;
  controller(row: ControllerRow): void;
  architecture(row: ArchitectureRow): void;
  round(row: RoundRow): void;
}
