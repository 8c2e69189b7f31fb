import type { LogColumn } from '../../run/log-columns';

/** Columns of figure2a.csv. */
export const FIGURE_2A_COLUMNS: readonly LogColumn[] = [
  {
    name: 'source',
    unit: 'text',
    meaning: '`search`: the controller of a round; `curve`: controllers of `nao learning-curve`',
  },
  { name: 'round', unit: '1', meaning: 'round of the search that the scores are from' },
  { name: 'trained_on', unit: '1', meaning: 'training-set size, symmetric architectures not counted' },
  { name: 'held_out', unit: '1', meaning: 'held-out architectures' },
  { name: 'controllers', unit: '1', meaning: 'controllers that the two measures are means over' },
  {
    name: 'pairwise_accuracy',
    unit: 'fraction',
    meaning: 'held-out pairs that the predictor ranks correctly',
  },
  {
    name: 'hamming_distance',
    unit: 'tokens',
    meaning: 'mean wrong tokens per decoded held-out architecture',
  },
];

/** Columns of figure2b.csv. */
export const FIGURE_2B_COLUMNS: readonly LogColumn[] = [
  { name: 'round', unit: '1', meaning: 'round of the search' },
  {
    name: 'origin',
    unit: 'text',
    meaning: 'origin of the candidates: `random` in round 1, then `controller`',
  },
  { name: 'candidates', unit: '1', meaning: 'candidates that are scored for the first time in this round' },
  { name: 'mean_measured', unit: "the metric's", meaning: 'their mean score' },
  { name: 'mean_predicted', unit: "the metric's", meaning: 'their mean predicted score; empty in round 1' },
  {
    name: 'mean_random',
    unit: "the metric's",
    meaning: 'mean score in the same round of the random architectures; empty in round 1',
  },
];
