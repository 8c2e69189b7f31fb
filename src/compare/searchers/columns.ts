import type { LogColumn } from '../../run/log-columns';

/** Columns of one search's trace: a row for each query. */
export const TRACE_COLUMNS = [
  { name: 'query', unit: '1', meaning: 'number of the query, from 1' },
  { name: 'architecture', unit: 'text', meaning: 'text form of the architecture' },
  { name: 'score', unit: "the metric's", meaning: 'score that the searcher sees' },
  {
    name: 'best_score',
    unit: "the metric's",
    meaning: 'best score so far; empty before the first finite one',
  },
  {
    name: 'best_test',
    unit: "the metric's",
    meaning:
      'value of `table.testColumn` for the architecture with the best score so far; empty without such a column',
  },
] as const satisfies readonly LogColumn[];

/** Columns of queries.csv. */
export const QUERY_COLUMNS: readonly LogColumn[] = [
  { name: 'searcher', unit: 'text', meaning: 'name of the searcher' },
  { name: 'seed', unit: '1', meaning: 'seed of the search' },
  ...TRACE_COLUMNS,
];

/** Columns of summary.csv. */
export const SUMMARY_COLUMNS: readonly LogColumn[] = [
  { name: 'searcher', unit: 'text', meaning: 'name of the searcher' },
  { name: 'queries', unit: '1', meaning: 'query budget' },
  {
    name: 'metric',
    unit: 'text',
    meaning: 'metric that the means are over: `table.testColumn`, else the score',
  },
  { name: 'seeds', unit: '1', meaning: 'number of searches' },
  { name: 'mean', unit: "the metric's", meaning: 'mean over the seeds' },
  { name: 'standard_deviation', unit: "the metric's", meaning: 'sample standard deviation over the seeds' },
  {
    name: 'mean_low_95',
    unit: "the metric's",
    meaning: 'lower end of the 95 % bootstrap interval of the mean',
  },
  { name: 'mean_high_95', unit: "the metric's", meaning: 'upper end of that interval' },
  { name: 'mean_best_score', unit: "the metric's", meaning: 'mean of the best score, whatever the metric' },
];

/** Columns of paired-tests.csv. */
export const PAIRED_COLUMNS: readonly LogColumn[] = [
  { name: 'searcher', unit: 'text', meaning: 'first searcher of `--searchers`' },
  { name: 'baseline', unit: 'text', meaning: 'searcher that it is compared with' },
  { name: 'queries', unit: '1', meaning: 'query budget' },
  { name: 'seeds', unit: '1', meaning: 'number of pairs, one for each seed' },
  { name: 'mean_difference', unit: "the metric's", meaning: 'mean of searcher minus baseline' },
  { name: 'difference_low_95', unit: "the metric's", meaning: 'lower end of its 95 % bootstrap interval' },
  { name: 'difference_high_95', unit: "the metric's", meaning: 'upper end of that interval' },
  {
    name: 'sign_flip_p',
    unit: 'probability',
    meaning: 'two-sided p-value of the sign-flip permutation test',
  },
];
