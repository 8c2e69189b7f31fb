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

/** Column of calibration.csv that tells whether two trainings from scratch can be compared. */
export const CHILDREN_COLUMN = 'children';

/**
 * Columns of calibration.csv (`nao calibrate`): a row for each architecture.
 *
 * @param sharedMetric name of the score with shared weights, such as `shared_valid_accuracy`
 * @param standaloneMetric name of the score after training from scratch, such as `valid_accuracy`
 */
export function createCalibrationColumns(
  sharedMetric: string,
  standaloneMetric: string,
): readonly LogColumn[] {
  return [
    { name: 'round', unit: '1', meaning: 'round of the search that the shared score is from' },
    { name: 'id', unit: '1', meaning: "the architecture's id in architectures.csv" },
    { name: 'architecture', unit: 'text', meaning: 'text form of the architecture' },
    { name: sharedMetric, unit: "the metric's", meaning: 'score with shared weights' },
    { name: standaloneMetric, unit: "the metric's", meaning: 'score after training from scratch' },
    { name: 'valid_loss', unit: 'nats', meaning: 'validation loss after training from scratch' },
    { name: 'failure', unit: 'text', meaning: 'why there is no score after training from scratch' },
    { name: 'seconds', unit: 's', meaning: 'duration of the training', time: true },
    { name: CHILDREN_COLUMN, unit: 'text', meaning: 'digest of the settings and data of the training' },
  ];
}
