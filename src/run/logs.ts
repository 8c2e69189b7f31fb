import { removeColumns } from './csv';

/** A column of a log. */
export interface LogColumn {
  readonly name: string;
  /** `1` is a plain number, `text` no number. */
  readonly unit: string;
  readonly meaning: string;
  /** Measured in time: differs between two runs that are otherwise the same. */
  readonly time?: true;
}

/** The run's logs, in the order in which a round writes them. */
export const LOG_NAMES = ['training', 'architectures', 'controller', 'rounds'] as const;
export type LogName = (typeof LOG_NAMES)[number];

const createSecondsColumn = (meaning: string): LogColumn => ({
  name: 'seconds',
  unit: 's',
  meaning,
  time: true,
});
const createSpeedColumn = (items: string): LogColumn => ({
  name: `${items}_per_s`,
  unit: `${items} / s`,
  meaning: 'speed of training',
  time: true,
});
const ROUND_COLUMN: LogColumn = { name: 'round', unit: '1', meaning: 'round of the search, from 1' };

const createTrainingColumns = (items: string): readonly LogColumn[] => [
  ROUND_COLUMN,
  { name: 'epoch', unit: '1', meaning: `epoch over the training ${items}, from 1, over all rounds` },
  { name: 'step', unit: '1', meaning: 'training step, from 1, over all rounds' },
  { name: 'learning_rate', unit: '1', meaning: 'learning rate of the step' },
  {
    name: 'train_loss',
    unit: 'nats',
    meaning:
      'mean cross-entropy of the batch, without auxiliary head or penalties; nan or inf in steps that changed no weight',
  },
  {
    name: 'train_accuracy',
    unit: 'fraction',
    meaning: 'share of the batch classified rightly; empty for text',
  },
  { name: items, unit: items, meaning: 'size of the batch' },
  createSpeedColumn(items),
  createSecondsColumn('duration of the step'),
];

const CONTROLLER_COLUMNS: readonly LogColumn[] = [
  ROUND_COLUMN,
  { name: 'epoch', unit: '1', meaning: 'epoch over the scored architectures, from 1, in this round' },
  { name: 'loss', unit: '1', meaning: 'lambda * predictor_loss + (1 - lambda) * reconstruction_loss' },
  {
    name: 'predictor_loss',
    unit: '1',
    meaning: 'mean squared error of the predicted score, scores normalized',
  },
  {
    name: 'reconstruction_loss',
    unit: 'nats / token',
    meaning: 'mean cross-entropy of the decoded architecture',
  },
  {
    name: 'pairwise_accuracy',
    unit: 'fraction',
    meaning: 'share of held-out pairs that the predictor ranks rightly',
  },
  { name: 'kendall_tau', unit: '-1..1', meaning: "Kendall's tau-b of predicted and measured, held out" },
  { name: 'held_out', unit: '1', meaning: 'architectures held out, n of the three measures beside' },
  {
    name: 'hamming_distance',
    unit: 'tokens',
    meaning: 'mean number of tokens that the decoder gets wrong, held out',
  },
  createSecondsColumn('time spent on learning in this round so far'),
];

const createRoundColumns = (items: string): readonly LogColumn[] => [
  ROUND_COLUMN,
  { name: 'pool_size', unit: '1', meaning: 'architectures in the pool when it was scored' },
  { name: 'scored', unit: '1', meaning: 'architectures scored in this round' },
  { name: 'best_id', unit: '1', meaning: 'id of the best architecture' },
  { name: 'best_score', unit: "the metric's", meaning: 'its score' },
  { name: 'mean_score', unit: "the metric's", meaning: 'mean score of those scored in this round' },
  { name: 'top10_mean_score', unit: "the metric's", meaning: 'mean score of the best ten of them' },
  { name: 'random_mean_score', unit: "the metric's", meaning: 'mean score of those drawn at random' },
  {
    name: 'controller_mean_score',
    unit: "the metric's",
    meaning: 'mean score of those the controller proposed',
  },
  {
    name: 'kendall_tau_predicted_measured',
    unit: '-1..1',
    meaning: "Kendall's tau-b over what the controller proposed for this round; empty where undefined",
  },
  {
    name: 'spearman_predicted_measured',
    unit: '-1..1',
    meaning: "Spearman's rank correlation over the same",
  },
  { name: 'n_predicted', unit: '1', meaning: 'architectures that the two correlations are over' },
  {
    name: 'new_architectures',
    unit: '1',
    meaning: 'architectures that are new in the next round, random ones included',
  },
  {
    name: 'random_fill',
    unit: '1',
    meaning: 'how many of these are random, the controller having found no more',
  },
  {
    name: 'train_loss',
    unit: 'nats',
    meaning: "mean loss of the round's training steps, without those that changed no weight",
  },
  createSpeedColumn(items),
  createSecondsColumn('duration of the round'),
];

function createArchitectureColumns({ metric, items }: LogUnits): readonly LogColumn[] {
  return [
    { ...ROUND_COLUMN, meaning: 'round of the search in which it was scored, from 1' },
    { name: 'id', unit: '1', meaning: 'number of the architecture, from 0 in the order of appearance' },
    {
      name: 'origin',
      unit: 'text',
      meaning:
        'controller: decoded from an improved embedding, or chosen by the predictor (no step size); random: drawn at random',
    },
    {
      name: 'parent_id',
      unit: '1',
      meaning: 'architecture whose embedding was improved, or one of whose tokens was changed',
    },
    { name: 'step_size', unit: '1', meaning: 'eta, how far the embedding was moved' },
    { name: 'architecture', unit: 'text', meaning: 'its text form' },
    {
      name: 'predicted',
      unit: "the metric's",
      meaning: 'score that the controller expected, at its first scoring',
    },
    {
      name: metric,
      unit: "the metric's",
      meaning: 'measured score: it ranks, it is not what a trained network reaches',
    },
    { name: 'loss', unit: 'nats', meaning: 'mean loss over what was scored' },
    { name: 'items_scored', unit: items, meaning: 'what the score is a mean over' },
    { name: 'failure', unit: 'text', meaning: 'why there is no score' },
    createSecondsColumn('duration of the scoring'),
    { name: 'rank', unit: '1', meaning: 'rank in the pool after this scoring, 1 is the best' },
  ];
}

/** What a run's logs are about; some columns are named after it. */
export interface LogUnits {
  /** What a score is, such as `shared_valid_accuracy`. */
  readonly metric: string;
  /** What is trained and scored on, such as `images` or `tokens`. */
  readonly items: string;
}

/** Columns of the run's logs. */
export function createLogColumns(units: LogUnits): Readonly<Record<LogName, readonly LogColumn[]>> {
  const { items } = units;
  return {
    training: createTrainingColumns(items),
    architectures: createArchitectureColumns(units),
    controller: CONTROLLER_COLUMNS,
    rounds: createRoundColumns(items),
  };
}

/** Names of columns by the keys that their values have in any run. */
export function mapKeysToColumns({ metric, items }: LogUnits): ReadonlyMap<string, string> {
  return new Map([
    ['score', metric],
    ['items', items],
    ['items_per_s', createSpeedColumn(items).name],
  ]);
}

const NEUTRAL_UNITS: LogUnits = { metric: 'score', items: 'items' };

const TIME_COLUMNS: ReadonlySet<string> = new Set(
  Object.values(createLogColumns(NEUTRAL_UNITS))
    .flat()
    .filter((column) => column.time)
    .map((column) => column.name),
);

function isTimeColumn(name: string): boolean {
  return TIME_COLUMNS.has(name) || name.endsWith(createSpeedColumn('').name);
}

/** A log's text without what was measured in time: equal for a run and the same run stopped and resumed. */
export function removeTimeColumns(text: string): string {
  return removeColumns(text, isTimeColumn);
}
