import { stringify } from 'csv-stringify/sync';
import { type Cell, cellText } from '../run/csv';
import { compareInPairs, type Paired, type Searches, summarise, type Summary } from './statistics';
import type { ComparisonFolder } from './folder';
import { plotBestSoFar } from './plot';
import { TRACE_COLUMNS, traceCells } from './trace';

/**
 * Writes a comparison's results: look-ups.csv, summary.csv, paired.csv and best-so-far.svg.
 *
 * @param measure what searchers are compared by
 * @returns what to tell the user, a line each
 */
export function writeResults(
  folder: ComparisonFolder,
  searches: Searches,
  budgets: readonly number[],
  measure: string,
): string[] {
  const summary = summarise(searches, budgets);
  const paired = compareInPairs(searches, budgets);
  const files = [
    folder.put('look-ups.csv', lookUpsCsv(searches)),
    folder.put('summary.csv', summaryCsv(summary, measure)),
    folder.put('paired.csv', pairedCsv(paired)),
    folder.put('best-so-far.svg', plotBestSoFar(searches, Math.max(...budgets), measure)),
  ];
  return [...summaryLines(summary, budgets, measure), ...pairedLines(paired), `written: ${files.join(', ')}`];
}

function lookUpsCsv({ searchers, seeds, trace }: Searches): string {
  const rows = searchers.flatMap((searcher) =>
    seeds.flatMap((seed) =>
      traceCells(trace(searcher, seed)).map((cells) => [searcher, String(seed), ...cells]),
    ),
  );
  return stringify([['searcher', 'seed', ...TRACE_COLUMNS], ...rows]);
}

function summaryCsv(summary: readonly Summary[], measure: string): string {
  const rows = summary.map(({ searcher, budget, seeds, mean, deviation, interval, meanBestScore }) => [
    searcher,
    budget,
    measure,
    seeds,
    mean,
    deviation,
    interval?.low,
    interval?.high,
    meanBestScore, // prettier-ignore
  ]);
  return csv(['searcher', 'look_ups', 'measure', 'seeds', 'mean', 'standard_deviation', 'mean_low_95', 'mean_high_95', 'mean_best_score'], rows); // prettier-ignore
}

function pairedCsv(paired: readonly Paired[]): string {
  const rows = paired.map(({ searcher, rival, budget, seeds, difference, interval, pValue }) => [
    searcher,
    rival,
    budget,
    seeds,
    difference,
    interval?.low,
    interval?.high,
    pValue, // prettier-ignore
  ]);
  return csv(['searcher', 'rival', 'look_ups', 'seeds', 'mean_difference', 'difference_low_95', 'difference_high_95', 'sign_flip_p'], rows); // prettier-ignore
}

function csv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return stringify([[...header], ...rows.map((row) => row.map(cellText))]);
}

function summaryLines(summary: readonly Summary[], budgets: readonly number[], measure: string): string[] {
  const names = [...new Set(summary.map(({ searcher }) => searcher))];
  const width = Math.max(...names.map((name) => name.length));
  const cell = (text: string): string => text.padStart(18);
  const rows = names.map((name) => {
    const cells = summary
      .filter(({ searcher }) => searcher === name)
      .map(({ mean, deviation }) => cell(`${fixed(mean)} +- ${fixed(deviation)}`));
    return `${name.padEnd(width)}${cells.join('')}`;
  });
  const seeds = Math.max(...summary.map((each) => each.seeds));
  return [
    `${measure} of what each searcher returns, mean +- standard deviation over ${seeds} seeds`,
    `${''.padEnd(width)}${budgets.map((budget) => cell(`${budget} look-ups`)).join('')}`,
    ...rows,
  ];
}

function pairedLines(paired: readonly Paired[]): string[] {
  return paired.map(
    ({ searcher, rival, budget, difference, interval, pValue }) =>
      `${searcher} - ${rival} at ${budget}: ${signed(difference)} (95 %: ${signed(interval?.low)} to ${signed(interval?.high)}; sign-flip p ${probability(pValue)})`,
  );
}

function fixed(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(3);
}

/** Draws at random cannot tell smaller ones apart. */
function probability(value: number | undefined): string {
  return value !== undefined && value < 0.001 ? '< 0.001' : fixed(value);
}

function signed(value: number | undefined): string {
  return value === undefined ? '-' : `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}
