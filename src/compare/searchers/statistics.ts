import { sampleStandardDeviation } from 'simple-statistics';
import { createRandomStream } from '../../random';
import { meanOrUndefined } from '../../statistics/mean';
import { bootstrapInterval, type ConfidenceInterval, signFlipTest } from '../../statistics/resampling';
import type { SearcherName } from './factories';
import type { Trace } from './trace';

/** Finished searches of a comparison. */
export interface ComparedSearches {
  readonly searchers: readonly SearcherName[];
  readonly seeds: readonly number[];
  trace(searcher: SearcherName, seed: number): Trace;
}

/** Statistics of a searcher's results at a budget, over the seeds that have a value. */
export interface SearcherSummary {
  readonly searcher: SearcherName;
  readonly budget: number;
  readonly seeds: number;
  readonly mean: number | undefined;
  /** Sample standard deviation; undefined for fewer than two values. */
  readonly std: number | undefined;
  /** Bootstrap interval of the mean. */
  readonly interval: ConfidenceInterval | undefined;
  readonly meanBestScore: number | undefined;
}

/** Paired comparison of two searchers at a budget, seed by seed. */
export interface PairedComparison {
  readonly searcher: SearcherName;
  readonly baseline: SearcherName;
  readonly budget: number;
  readonly seeds: number;
  /** Mean of the searcher's values minus the baseline's. */
  readonly difference: number | undefined;
  readonly interval: ConfidenceInterval | undefined;
  /** Two-sided p-value of the sign-flip test. */
  readonly pValue: number | undefined;
}

/** Summarizes each searcher at each budget. */
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

/** Compares the first searcher with each of the others. */
export function compareInPairs(searches: ComparedSearches, budgets: readonly number[]): PairedComparison[] {
  const [searcher, ...baselines] = searches.searchers;
  return budgets.flatMap((budget) =>
    baselines.map((baseline) => {
      const values = collectValuesAt(searches, searcher, budget);
      const differences = collectValuesAt(searches, baseline, budget).flatMap((baselineValue, i) => {
        const value = values[i];
        return value === undefined || baselineValue === undefined ? [] : [value - baselineValue];
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

/**
 * Returns the compared values by seed: the final metric of the best so far, or its score if there is no final
 * metric.
 */
export function collectValuesAt(
  { seeds, trace }: ComparedSearches,
  searcher: SearcherName,
  budget: number,
): (number | undefined)[] {
  return seeds.map((seed) => {
    const point = findPoint(trace(searcher, seed), budget);
    const value = point?.bestFinalMetric ?? point?.bestScore;
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  });
}

/** Returns a search's state after `budget` queries, or at its end if the table was exhausted before. */
function findPoint(trace: Trace, budget: number): Trace[number] | undefined {
  return trace[Math.min(budget, trace.length) - 1];
}
