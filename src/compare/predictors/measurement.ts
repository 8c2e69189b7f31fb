import type { PredictorConfigs, PredictorName } from './predictors';

/** A measurement to take: a predictor, its training set and its target. Keys are CSV columns. */
export type PredictorTask = {
  /** Column of the table to predict. */
  readonly target: string;
  readonly predictor: PredictorName;
  /** Number of rows to train on. */
  readonly train_size: number;
  readonly seed: number;
};

/** What the threads of a comparison share. */
export interface MeasurementSettings {
  readonly configs: PredictorConfigs;
  /** Rows that no training set has, over which tau is computed. 0: tau is over all rows. */
  readonly heldOut: number;
}

/** Row of the CSV of `nao compare-predictors`. */
export type Measurement = PredictorTask & {
  /** Kendall's tau-b of predictions and targets; undefined if one of them is constant. */
  readonly kendall_tau: number | undefined;
  /** Number of rows that tau is over. */
  readonly cells: number;
};
