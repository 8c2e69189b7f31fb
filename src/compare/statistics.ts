import { sampleStandardDeviation } from 'simple-statistics';
import { stream } from '../random';
import { mean } from '../statistics/mean';
import { bootstrapInterval, type Interval, signFlipTest } from '../statistics/resampling';
import type { SearcherName } from './searchers';
import type { Trace } from './trace';

/** The searches of a comparison, finished. */
export interface Searches {
  readonly searchers: readonly SearcherName[];
  readonly seeds: readonly number[];
  trace(searcher: SearcherName, seed: number): Trace;
}

/** How good what a searcher returns is at a budget, over the seeds that have a value. */
export interface Summary {
  readonly searcher: SearcherName;
  readonly budget: number;
  readonly seeds: number;
  readonly mean: number | undefined;
  /** Of a sample; undefined for fewer than two values. */
  readonly deviation: number | undefined;
  /** Bootstrap interval of the mean. */
  readonly interval: Interval | undefined;
  readonly meanBestScore: number | undefined;
}

/** A searcher against another at a budget, seed by seed. */
export interface Paired {
  readonly searcher: SearcherName;
  readonly rival: SearcherName;
  readonly budget: number;
  readonly seeds: number;
  /** Mean of the searcher's values less the rival's. */
  readonly difference: number | undefined;
  readonly interval: Interval | undefined;
  /** Of the sign-flip test, two-sided. */
  readonly pValue: number | undefined;
}

export function summarise(searches: Searches, budgets: readonly number[]): Summary[] {
  return budgets.flatMap((budget) =>
    searches.searchers.map((searcher) => {
      const values = valuesAt(searches, searcher, budget).filter((value) => value !== undefined);
      const scores = searches.seeds.flatMap(
        (seed) => pointAt(searches.trace(searcher, seed), budget)?.bestScore ?? [],
      );
      return {
        searcher,
        budget,
        seeds: values.length,
        mean: mean(values),
        deviation: values.length > 1 ? sampleStandardDeviation(values) : undefined,
        interval:
          values.length > 0 ? bootstrapInterval(values, stream(0, 'interval', searcher, budget)) : undefined,
        meanBestScore: mean(scores),
      };
    }),
  );
}

/** The first searcher against each of the others. */
export function compareInPairs(searches: Searches, budgets: readonly number[]): Paired[] {
  const [searcher, ...rivals] = searches.searchers;
  return budgets.flatMap((budget) =>
    rivals.map((rival) => {
      const own = valuesAt(searches, searcher, budget);
      const differences = valuesAt(searches, rival, budget).flatMap((theirs, i) => {
        const ours = own[i];
        return ours === undefined || theirs === undefined ? [] : [ours - theirs];
      });
      const random = stream(0, 'pairs', searcher, rival, budget);
      const isEmpty = differences.length === 0;
      return {
        searcher,
        rival,
        budget,
        seeds: differences.length,
        difference: mean(differences),
        interval: isEmpty ? undefined : bootstrapInterval(differences, random),
        pValue: isEmpty ? undefined : signFlipTest(differences, random),
      };
    }),
  );
}

/** What is compared, by seed: what is reported of the best so far, or its score where nothing is reported. */
export function valuesAt(
  { seeds, trace }: Searches,
  searcher: SearcherName,
  budget: number,
): (number | undefined)[] {
  return seeds.map((seed) => {
    const point = pointAt(trace(searcher, seed), budget);
    const value = point?.bestReported ?? point?.bestScore;
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  });
}

/** Where a search stood after `budget` look-ups, or at its end, where it had nothing left to look up. */
function pointAt(trace: Trace, budget: number): Trace[number] | undefined {
  return trace[Math.min(budget, trace.length) - 1];
}
