import type { LogColumn } from '../../run/log-columns';

/** Columns of predictor-curve.csv (`nao learning-curve`): a row for each controller. */
export const CURVE_COLUMNS: readonly LogColumn[] = [
  { name: 'round', unit: '1', meaning: 'round of the search that the scores are from' },
  { name: 'trained_on', unit: '1', meaning: 'training-set size, symmetric architectures not counted' },
  { name: 'repeat', unit: '1', meaning: 'number of the repetition, from 1; each has its own split' },
  { name: 'held_out', unit: '1', meaning: 'held-out architectures' },
  {
    name: 'pairwise_accuracy',
    unit: 'fraction',
    meaning: 'held-out pairs that the predictor ranks correctly',
  },
  { name: 'kendall_tau', unit: '-1..1', meaning: "Kendall's tau-b of predicted and measured, held out" },
  {
    name: 'hamming_distance',
    unit: 'tokens',
    meaning: 'mean wrong tokens per decoded held-out architecture',
  },
];
