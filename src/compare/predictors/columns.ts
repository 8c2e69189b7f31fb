import type { LogColumn } from '../../run/log-columns';

/** Columns of the CSV of `nao compare-predictors`: a row for each measurement. */
export const MEASUREMENT_COLUMNS = [
  { name: 'target', unit: 'text', meaning: "the table's column that is predicted" },
  { name: 'predictor', unit: 'text', meaning: 'name of the predictor' },
  { name: 'train_size', unit: '1', meaning: 'random rows that the predictor learns from' },
  { name: 'seed', unit: '1', meaning: 'seed that the rows are drawn with' },
  {
    name: 'kendall_tau',
    unit: '-1..1',
    meaning: "Kendall's tau-b between prediction and target over all rows, or those held out",
  },
  { name: 'cells', unit: '1', meaning: 'rows that tau is computed over' },
] as const satisfies readonly LogColumn[];
