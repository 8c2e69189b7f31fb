import { formatCsv } from '../../run/csv';
import type { LogColumn } from '../../run/log-columns';
import { type Direction, getSign } from '../../statistics/direction';
import {
  correlateScores,
  orientScores,
  pairwiseAccuracy,
  type ScoreColumn,
} from '../../statistics/rank-correlation';
import { evaluateSelection } from '../../statistics/selection';
import type { Metric } from '../evaluator';

/** Number of cells selected by `top10_*` and `random10_*`. */
const SELECTED = 10;

/** Numbers of the same architectures, in one order. */
export interface RankedColumn extends ScoreColumn {
  /** Name of the CSV column. */
  readonly name: string;
}

/** Agreement of an order of the cells with a column of the table. Keys are the columns of the CSV. */
export interface RankingQuality {
  readonly table_column: string;
  readonly direction: Direction;
  readonly ranked_by: string;
  readonly ranked_direction: Direction;
  readonly cells: number;
  readonly kendall_tau: number | undefined;
  readonly spearman_rho: number | undefined;
  readonly pairwise_accuracy: number | undefined;
  readonly top1: number | undefined;
  readonly top1_percentile: number | undefined;
  readonly top10_mean: number | undefined;
  readonly top10_best: number | undefined;
  readonly random_mean: number | undefined;
  readonly random10_best: number | undefined;
  readonly table_best: number | undefined;
}

/** Columns of table-calibration-summary.csv (`nao calibrate --table`): a row for each column of the table and each order. */
export const RANKING_QUALITY_COLUMNS: readonly (LogColumn & { readonly name: keyof RankingQuality })[] = [
  { name: 'table_column', unit: 'text', meaning: 'column of the table, the true value' },
  { name: 'direction', unit: 'text', meaning: '`maximize` or `minimize`: which true values are better' },
  { name: 'ranked_by', unit: 'text', meaning: 'the score with shared weights, `smoothed` or `parameters`' },
  { name: 'ranked_direction', unit: 'text', meaning: '`maximize` or `minimize`: which of these are first' },
  { name: 'cells', unit: '1', meaning: 'cells with both numbers' },
  { name: 'kendall_tau', unit: '-1..1', meaning: "Kendall's tau-b of both orders" },
  { name: 'spearman_rho', unit: '-1..1', meaning: "Spearman's rho of both orders" },
  {
    name: 'pairwise_accuracy',
    unit: 'fraction',
    meaning: 'pairs of different true values in the right order; a tie counts half',
  },
  { name: 'top1', unit: "the table's", meaning: 'true value of the first cell' },
  {
    name: 'top1_percentile',
    unit: 'fraction',
    meaning: 'share of the other cells whose true value is worse; 0.5 is chance',
  },
  { name: 'top10_mean', unit: "the table's", meaning: 'mean true value of the first ten cells' },
  { name: 'top10_best', unit: "the table's", meaning: 'best true value of the first ten cells' },
  { name: 'random_mean', unit: "the table's", meaning: 'expected true value of a random cell' },
  { name: 'random10_best', unit: "the table's", meaning: 'expected best true value of ten random cells' },
  { name: 'table_best', unit: "the table's", meaning: 'best true value of all these cells' },
];

/**
 * Measures how well an order ranks cells, against their true values. Correlations are positive if both agree on which cell
 * is better. Cells of equal rank are in random order, and what is selected is an expectation over that order.
 */
export function measureRanking(truth: RankedColumn, ranking: RankedColumn): RankingQuality {
  const sign = getSign(truth.direction);
  const [values, scores] = [truth, ranking].map(orientScores);
  const { tau, rho } = correlateScores(ranking, truth);
  const selection = evaluateSelection(scores, values, SELECTED);
  const compared = values.filter((value, i) => Number.isFinite(value) && Number.isFinite(scores[i]));
  const toTrueValue = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : sign * value;
  return {
    table_column: truth.name,
    direction: truth.direction,
    ranked_by: ranking.name,
    ranked_direction: ranking.direction,
    cells: compared.length,
    kendall_tau: tau.value,
    spearman_rho: rho.value,
    pairwise_accuracy: pairwiseAccuracy(scores, values).value,
    top1: toTrueValue(selection?.top1),
    top1_percentile: selection?.top1Percentile,
    top10_mean: toTrueValue(selection?.topMean),
    top10_best: toTrueValue(selection?.topBest),
    random_mean: toTrueValue(selection?.randomMean),
    random10_best: toTrueValue(selection?.randomBest),
    table_best: compared.length === 0 ? undefined : sign * compared.reduce((a, b) => Math.max(a, b)),
  };
}

/** Name of the column of parameters in table-calibration.csv. */
const PARAMETERS_COLUMN = 'parameters';

/** Name of the column of smoothed scores in table-calibration.csv. */
const SMOOTHED_COLUMN = 'smoothed';

/**
 * Columns of table-calibration.csv (`nao calibrate --table`): a row for each cell.
 *
 * @param metric name of the score with shared weights, such as `shared_valid_accuracy`
 * @param tableColumns names from `nameTableColumns`
 */
export function createTableCalibrationColumns(
  metric: string,
  tableColumns: readonly string[],
): readonly LogColumn[] {
  return [
    { name: 'architecture', unit: 'text', meaning: 'text form of the cell' },
    {
      name: PARAMETERS_COLUMN,
      unit: '1',
      meaning:
        "parameters of the cell's network at the supernet's size; empty if the space cannot count them",
    },
    { name: metric, unit: "the metric's", meaning: 'score with shared weights; `nan` if it failed' },
    {
      name: SMOOTHED_COLUMN,
      unit: '1',
      meaning:
        'shared scores smoothed by a Gaussian process on the graphs of the cells: normal score of the rank, more is better',
    },
    ...tableColumns.map((name) => ({ name, unit: "the table's", meaning: 'true value, from the table' })),
  ];
}

/** Numbers of cells and their true values, in one order of the cells. */
export interface TableCalibration {
  /** Text forms. */
  readonly architectures: readonly string[];
  readonly metric: Metric;
  /** Scores with shared weights. */
  readonly shared: readonly number[];
  readonly smoothed: readonly number[];
  /** Undefined if the space cannot count them. */
  readonly parameters: readonly number[] | undefined;
  /** Columns of the table, named by `nameTableColumns`. */
  readonly truths: readonly RankedColumn[];
}

/** Measures each order of the cells against each column of the table. */
export function measureRankings({
  metric,
  shared,
  smoothed,
  parameters,
  truths,
}: TableCalibration): RankingQuality[] {
  const rankings: RankedColumn[] = [
    { ...metric, values: shared },
    { name: SMOOTHED_COLUMN, direction: 'maximize', values: smoothed },
    ...(parameters === undefined
      ? []
      : [{ name: PARAMETERS_COLUMN, direction: 'maximize' as const, values: parameters }]),
  ];
  return truths.flatMap((truth) => rankings.map((ranking) => measureRanking(truth, ranking)));
}

/** Formats table-calibration.csv. */
export function formatTableCalibration({
  architectures,
  metric,
  shared,
  smoothed,
  parameters,
  truths,
}: TableCalibration): string {
  return formatCsv(
    createTableCalibrationColumns(
      metric.name,
      truths.map(({ name }) => name),
    ),
    architectures.map((architecture, i) => [
      architecture,
      parameters?.[i],
      shared[i],
      smoothed[i],
      ...truths.map(({ values }) => values[i]),
    ]),
  );
}

/** Formats table-calibration-summary.csv. */
export function formatRankingQualities(qualities: readonly RankingQuality[]): string {
  return formatCsv(
    RANKING_QUALITY_COLUMNS,
    qualities.map((quality) => RANKING_QUALITY_COLUMNS.map(({ name }) => quality[name])),
  );
}

/** Names the table's columns in table-calibration.csv: prefixed if another column has the same name. */
export function nameTableColumns(metric: string, columns: readonly string[]): string[] {
  const taken = createTableCalibrationColumns(metric, []).map(({ name }) => name);
  return columns.map((column) => (taken.includes(column) ? `table_${column}` : column));
}

/** Formats the measurements as one text table for each column of the table. */
export function describeRankings(qualities: readonly RankingQuality[]): string[] {
  const columns = [...new Set(qualities.map(({ table_column: column }) => column))];
  const width = Math.max(...qualities.map(({ ranked_by: name }) => name.length), 'random cells'.length);
  const line = (head: string, cells: readonly string[]): string =>
    `  ${head.padEnd(width)}${cells.map((cell) => cell.padStart(13)).join('')}`;
  return columns.flatMap((column) => {
    const ofColumn = qualities.filter(({ table_column: name }) => name === column);
    const [{ cells, random_mean: mean, random10_best: best, table_best: highest, direction }] = ofColumn;
    return [
      `${column} of ${cells} cells (${direction}), best ${formatValue(highest)}`,
      line('ranked by', ['tau', 'rho', 'pairs right', 'best 1', 'better than', 'best 10 mean', 'best of 10']),
      ...ofColumn.map((each) =>
        line(each.ranked_by, [
          formatValue(each.kendall_tau),
          formatValue(each.spearman_rho),
          formatPercent(each.pairwise_accuracy),
          formatValue(each.top1),
          formatPercent(each.top1_percentile),
          formatValue(each.top10_mean),
          formatValue(each.top10_best),
        ]),
      ),
      line('random cells', [
        '0',
        '0',
        '50.0 %',
        formatValue(mean),
        '50.0 %',
        formatValue(mean),
        formatValue(best),
      ]),
    ];
  });
}

function formatValue(value: number | undefined): string {
  return value?.toFixed(4) ?? 'undefined';
}

function formatPercent(fraction: number | undefined): string {
  return fraction === undefined ? 'undefined' : `${(100 * fraction).toFixed(1)} %`;
}
