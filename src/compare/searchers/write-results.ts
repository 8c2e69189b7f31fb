import { type CsvValue, formatCsv } from '../../run/csv';
import type { Facts, ResultReport } from '../../run/hooks';
import type { LogColumn } from '../../run/log-columns';
import { PAIRED_COLUMNS, QUERY_COLUMNS, SUMMARY_COLUMNS } from './columns';
import type { ComparisonFolder } from './folder';
import { plotBestSoFar } from './plot';
import {
  type ComparedSearches,
  compareInPairs,
  type PairedComparison,
  type SearcherSummary,
  summarizeSearches,
} from './statistics';
import { toTraceCells } from './trace';

/**
 * Writes the results of a comparison: queries.csv, summary.csv, paired-tests.csv and best-so-far.svg.
 *
 * @param metricName metric by which searchers are compared
 */
export function writeResults(
  folder: ComparisonFolder,
  searches: ComparedSearches,
  budgets: readonly number[],
  metricName: string,
): ResultReport {
  const summary = summarizeSearches(searches, budgets);
  const paired = compareInPairs(searches, budgets);
  const files = [
    folder.writeFile('queries.csv', formatQueriesCsv(searches)),
    folder.writeFile('summary.csv', formatCsv(SUMMARY_COLUMNS, listSummaryRows(summary, metricName))),
    folder.writeFile('paired-tests.csv', formatCsv(PAIRED_COLUMNS, listPairedRows(paired))),
    folder.writeFile('best-so-far.svg', plotBestSoFar(searches, Math.max(...budgets), metricName)),
  ];
  return {
    lines: [
      ...describeSummary(summary, budgets, metricName),
      ...describePairs(paired),
      `written: ${files.join(', ')}`,
    ],
    facts: {
      metric: metricName,
      summary: toRecords(SUMMARY_COLUMNS, listSummaryRows(summary, metricName)),
      paired_tests: toRecords(PAIRED_COLUMNS, listPairedRows(paired)),
      files,
    },
  };
}

function formatQueriesCsv({ searchers, seeds, trace }: ComparedSearches): string {
  const rows = searchers.flatMap((searcher) =>
    seeds.flatMap((seed) =>
      toTraceCells(trace(searcher, seed)).map((cells) => [searcher, String(seed), ...cells]),
    ),
  );
  return formatCsv(QUERY_COLUMNS, rows);
}

function listSummaryRows(summary: readonly SearcherSummary[], metricName: string): CsvValue[][] {
  return summary.map(({ searcher, budget, seeds, mean, std, interval, meanBestScore }) => [
    searcher,
    budget,
    metricName,
    seeds,
    mean,
    std,
    interval?.low,
    interval?.high,
    meanBestScore,
  ]);
}

function listPairedRows(paired: readonly PairedComparison[]): CsvValue[][] {
  return paired.map(({ searcher, baseline, budget, seeds, difference, interval, pValue }) => [
    searcher,
    baseline,
    budget,
    seeds,
    difference,
    interval?.low,
    interval?.high,
    pValue,
  ]);
}

/** Names the values of rows by their columns. */
function toRecords(columns: readonly LogColumn[], rows: readonly (readonly CsvValue[])[]): Facts[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
}

function describeSummary(
  summary: readonly SearcherSummary[],
  budgets: readonly number[],
  metricName: string,
): string[] {
  const names = [...new Set(summary.map(({ searcher }) => searcher))];
  const width = Math.max(...names.map((name) => name.length));
  const cell = (text: string): string => text.padStart(18);
  const rows = names.map((name) => {
    const cells = summary
      .filter(({ searcher }) => searcher === name)
      .map(({ mean, std }) => cell(`${formatFixed(mean)} +- ${formatFixed(std)}`));
    return `${name.padEnd(width)}${cells.join('')}`;
  });
  const seeds = Math.max(...summary.map((each) => each.seeds));
  return [
    `${metricName} of each searcher's result, mean +- standard deviation over ${seeds} seeds`,
    `${''.padEnd(width)}${budgets.map((budget) => cell(`${budget} queries`)).join('')}`,
    ...rows,
  ];
}

function describePairs(paired: readonly PairedComparison[]): string[] {
  return paired.map(
    ({ searcher, baseline, budget, difference, interval, pValue }) =>
      `${searcher} - ${baseline} at ${budget}: ${formatSigned(difference)} (95 %: ${formatSigned(interval?.low)} to ${formatSigned(interval?.high)}; sign-flip p ${formatProbability(pValue)})`,
  );
}

function formatFixed(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(3);
}

/** Formats a p-value. Random sign flips do not resolve smaller ones. */
function formatProbability(value: number | undefined): string {
  return value !== undefined && value < 0.001 ? '< 0.001' : formatFixed(value);
}

function formatSigned(value: number | undefined): string {
  return value === undefined ? '-' : `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}
