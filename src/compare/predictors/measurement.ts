import type { PredictorName } from './predictors';

/** A measurement that is asked for. */
export type PredictorTask = {
  /** Column of the table that is learned and foretold. */
  readonly target: string;
  readonly predictor: PredictorName;
  readonly train_size: number;
  readonly seed: number;
};

/** A row of the CSV of `nao compare-predictors`. */
export type Measurement = PredictorTask & {
  /** tau-b between what was foretold and what is true; undefined where one of them is constant. */
  readonly kendall_tau: number | undefined;
  /** Rows that it is about. */
  readonly cells: number;
};
