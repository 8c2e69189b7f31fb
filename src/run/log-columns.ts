import { removeColumns } from './csv';

/** A column of a log. */
export interface LogColumn {
  readonly name: string;
  /** Unit: `1` for a plain number, `text` for text. */
  readonly unit: string;
  readonly meaning: string;
  /** Set for measured times, which differ between runs that are otherwise equal. */
  readonly time?: true;
}

/** Logs of a run, in the order in which a round writes them. */
export const LOG_NAMES = ['training', 'architectures', 'children', 'controller', 'rounds'] as const;
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
  meaning: 'training speed',
  time: true,
});
const ROUND_COLUMN: LogColumn = { name: 'round', unit: '1', meaning: 'round of the search, from 1' };

const createTrainingColumns = (items: string): readonly LogColumn[] => [
  ROUND_COLUMN,
  { name: 'epoch', unit: '1', meaning: `epoch over the training ${items}, from 1, counted over all rounds` },
  { name: 'step', unit: '1', meaning: 'training step, from 1, counted over all rounds' },
  { name: 'learning_rate', unit: '1', meaning: 'learning rate of the step' },
  {
    name: 'train_loss',
    unit: 'nats',
    meaning:
      'mean cross-entropy of the batch, without auxiliary head and penalties; nan or inf if the step was skipped',
  },
  {
    name: 'train_accuracy',
    unit: 'fraction',
    meaning: 'fraction of the batch that is classified correctly; empty for text',
  },
  { name: items, unit: items, meaning: 'size of the batch' },
  createSpeedColumn(items),
  createSecondsColumn('duration of the step'),
];

const CONTROLLER_COLUMNS: readonly LogColumn[] = [
  ROUND_COLUMN,
  { name: 'epoch', unit: '1', meaning: 'epoch over the scored architectures in this round, from 1' },
  { name: 'loss', unit: '1', meaning: 'lambda * predictor_loss + (1 - lambda) * reconstruction_loss' },
  {
    name: 'predictor_loss',
    unit: '1',
    meaning: 'loss of the predictor on the normalized scores (controller.predictorLoss)',
  },
  {
    name: 'reconstruction_loss',
    unit: 'nats / token',
    meaning: 'mean cross-entropy of the decoded architecture',
  },
  {
    name: 'pairwise_accuracy',
    unit: 'fraction',
    meaning: 'fraction of held-out pairs that the predictor ranks correctly',
  },
  {
    name: 'kendall_tau',
    unit: '-1..1',
    meaning: "Kendall's tau-b of predicted and measured scores, held out",
  },
  { name: 'held_out', unit: '1', meaning: 'number of held-out architectures' },
  {
    name: 'hamming_distance',
    unit: 'tokens',
    meaning: 'mean number of wrongly decoded tokens, held out',
  },
  createSecondsColumn('training time of the controller in this round so far'),
];

const createRoundColumns = (items: string): readonly LogColumn[] => [
  ROUND_COLUMN,
  { name: 'pool_size', unit: '1', meaning: 'architectures in the pool at its scoring' },
  { name: 'scored', unit: '1', meaning: 'architectures scored in this round' },
  { name: 'best_id', unit: '1', meaning: 'id of the best architecture' },
  { name: 'best_score', unit: "the metric's", meaning: 'score of the best architecture' },
  {
    name: 'mean_score',
    unit: "the metric's",
    meaning: 'mean score of the architectures scored in this round',
  },
  {
    name: 'top10_mean_score',
    unit: "the metric's",
    meaning: 'mean score of the ten best architectures scored in this round',
  },
  {
    name: 'random_mean_score',
    unit: "the metric's",
    meaning: 'mean score of the random architectures scored in this round',
  },
  {
    name: 'controller_mean_score',
    unit: "the metric's",
    meaning: 'mean score of the proposals of the controller scored in this round',
  },
  {
    name: 'kendall_tau_predicted_measured',
    unit: '-1..1',
    meaning:
      "Kendall's tau-b of predicted and measured scores, over the controller's proposals for this round; empty if undefined",
  },
  {
    name: 'spearman_predicted_measured',
    unit: '-1..1',
    meaning:
      "Spearman's rank correlation of predicted and measured scores, over the controller's proposals for this round",
  },
  { name: 'n_predicted', unit: '1', meaning: "number of the controller's proposals in these correlations" },
  {
    name: 'new_architectures',
    unit: '1',
    meaning: 'new architectures of the next round, random ones included',
  },
  {
    name: 'random_fill',
    unit: '1',
    meaning: 'random architectures of the next round, drawn because the controller proposed too few',
  },
  {
    name: 'train_loss',
    unit: 'nats',
    meaning: "mean loss of the round's training steps, without skipped ones",
  },
  createSpeedColumn(items),
  createSecondsColumn('duration of the round'),
];

function createArchitectureColumns({ metric, items }: LogUnits): readonly LogColumn[] {
  return [
    { ...ROUND_COLUMN, meaning: 'round of the search that scored the architecture, from 1' },
    { name: 'id', unit: '1', meaning: 'number of the architecture, from 0 in order of appearance' },
    {
      name: 'origin',
      unit: 'text',
      meaning:
        'controller: decoded from an improved embedding, or selected by the acquisition function (no step size); random: drawn at random',
    },
    {
      name: 'parent_id',
      unit: '1',
      meaning: 'architecture whose embedding was improved, or whose neighbor this is',
    },
    { name: 'step_size', unit: '1', meaning: 'eta, step size in the embedding' },
    { name: 'architecture', unit: 'text', meaning: 'architecture in its text form' },
    {
      name: 'predicted',
      unit: "the metric's",
      meaning: 'score predicted before the first scoring',
    },
    {
      name: metric,
      unit: "the metric's",
      meaning: 'measured score, which ranks architectures; not the score of a fully trained network',
    },
    { name: 'loss', unit: 'nats', meaning: 'mean loss over the scored items' },
    { name: 'items_scored', unit: items, meaning: 'number of items over which the score is a mean' },
    { name: 'failure', unit: 'text', meaning: 'reason for a missing score' },
    createSecondsColumn('duration of the scoring'),
    {
      name: 'rank',
      unit: '1',
      meaning:
        'rank in the pool after this scoring; 1 is best; with a second objective by non-dominated sorting',
    },
    {
      name: 'parameters',
      unit: '1',
      meaning:
        'trainable parameters of the network that papers report for the space (`nao draw` names it); empty if not countable',
    },
    { name: 'multiply_adds', unit: '1', meaning: 'multiply-adds of that network for one image' },
  ];
}

const CHILD_COLUMNS: readonly LogColumn[] = [
  { ...ROUND_COLUMN, meaning: 'round of the search that trained the architecture, from 1' },
  { name: 'id', unit: '1', meaning: "the architecture's id in architectures.csv" },
  { name: 'step', unit: '1', meaning: 'training steps so far' },
  {
    name: 'train_loss',
    unit: 'nats',
    meaning: 'mean loss of the steps since the row before, without skipped ones',
  },
];

/** Metric and items of a run, after which some columns are named. */
export interface LogUnits {
  /** Metric of the scores, such as `shared_valid_accuracy`. */
  readonly metric: string;
  /** Items of training and scoring, such as `images` or `tokens`. */
  readonly items: string;
}

/** Creates the columns of a run's logs. */
export function createLogColumns(units: LogUnits): Readonly<Record<LogName, readonly LogColumn[]>> {
  const { items } = units;
  return {
    training: createTrainingColumns(items),
    architectures: createArchitectureColumns(units),
    children: CHILD_COLUMNS,
    controller: CONTROLLER_COLUMNS,
    rounds: createRoundColumns(items),
  };
}

/** Maps the keys of row values, which are the same in all runs, to column names. */
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

/** Removes measured times from a log's text, which makes a resumed run's log equal to an uninterrupted run's. */
export function removeTimeColumns(text: string): string {
  return removeColumns(text, isTimeColumn);
}
