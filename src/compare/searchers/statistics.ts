import { sampleStandardDeviation } from 'simple-statistics';
import { createRandomStream } from '../../random';
import { meanOrUndefined } from '../../statistics/mean';
import { bootstrapInterval, type ConfidenceInterval, signFlipTest } from '../../statistics/resampling';
import type { SearcherName } from './factories';
import type { Trace } from './trace';

/** The searches of a comparison, finished. */
export interface ComparedSearches {
  readonly searchers: readonly SearcherName[];
  readonly seeds: readonly number[];
  trace(searcher: SearcherName, seed: number): Trace;
}

/** How good what a searcher returns is at a budget, over the seeds that have a value. */
export interface SearcherSummary {
  readonly searcher: SearcherName;
  readonly budget: number;
  readonly seeds: number;
  readonly mean: number | undefined;
  /** Of a sample; undefined for fewer than two values. */
  readonly std: number | undefined;
  /** Bootstrap interval of the mean. */
  readonly interval: ConfidenceInterval | undefined;
  readonly meanBestScore: number | undefined;
}

/** A searcher against another at a budget, seed by seed. */
export interface PairedComparison {
  readonly searcher: SearcherName;
  readonly baseline: SearcherName;
  readonly budget: number;
  readonly seeds: number;
  /** Mean of the searcher's values less the rival's. */
  readonly difference: number | undefined;
  readonly interval: ConfidenceInterval | undefined;
  /** Of the sign-flip test, two-sided. */
  readonly pValue: number | undefined;
}

export function summarizeSearches(searches: ComparedSearches, budgets: readonly number[]): SearcherSummary[] {
  return budgets.flatMap((budget) =>
    searches.searchers.map((searcher) => {
      const values = collectValuesAt(searches, searcher, budget).filter((value) => value !== undefined);
      const scores = searches.seeds.flatMap(
        (seed) => findPoint(searches.trace(searcher, seed), budget)?.bestScore ?? [],
      );
      return {
        searcher,
        budget,
        seeds: values.length,
        mean: meanOrUndefined(values),
        std: values.length > 1 ? sampleStandardDeviation(values) : undefined,
        interval:
          values.length > 0
            ? bootstrapInterval(values, createRandomStream(0, 'interval', searcher, budget))
            : undefined,
        meanBestScore: meanOrUndefined(scores),
      };
    }),
  );
}

/** The first searcher against each of the others. */
export function compareInPairs(searches: ComparedSearches, budgets: readonly number[]): PairedComparison[] {
  const [searcher, ...baselines] = searches.searchers;
  return budgets.flatMap((budget) =>
    baselines.map((baseline) => {
      const own = collectValuesAt(searches, searcher, budget);
      const differences = collectValuesAt(searches, baseline, budget).flatMap((theirs, i) => {
        const ours = own[i];
        return ours === undefined || theirs === undefined ? [] : [ours - theirs];
      });
      const random = createRandomStream(0, 'pairs', searcher, baseline, budget);
      const isEmpty = differences.length === 0;
      return {
        searcher,
        baseline,
        budget,
        seeds: differences.length,
        difference: meanOrUndefined(differences),
        interval: isEmpty ? undefined : bootstrapInterval(differences, random),
        pValue: isEmpty ? undefined : signFlipTest(differences, random),
      };
    }),
  );
}

/** What is compared, by seed: what is reported of the best so far, or its score where nothing is reported. */
export function collectValuesAt(
  { seeds, trace }: ComparedSearches,
  searcher: SearcherName,
  budget: number,
): (number | undefined)[] {
  return seeds.map((seed) => {
    const point = findPoint(trace(searcher, seed), budget);
    const value = point?.bestReported ?? point?.bestScore;
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  });
}

/** Where a search stood after `budget` look-ups, or at its end, where it had nothing left to look up. */
function findPoint(trace: Trace, budget: number): Trace[number] | undefined {
  return trace[Math.min(budget, trace.length) - 1];
}
