import { parse } from 'csv-parse/sync';
import type { Evaluator } from '../../evaluators/evaluator';
import { type CsvValue, formatCsv, parseCsvNumber } from '../../run/csv';
import { runWithBudget } from '../../search/searchers/run-with-budget';
import type { Searcher } from '../../search/searchers/searcher';
import type { Space } from '../../space/space';
import { TRACE_COLUMNS } from './columns';
import type { SearcherName } from './factories';

/** One search of a comparison. Its trace does not depend on the thread that runs it. */
export interface ComparisonTask {
  readonly searcher: SearcherName;
  readonly seed: number;
}

/** State of a search after one more query. */
export interface TracePoint {
  /** Text of the queried architecture. */
  readonly architecture: string;
  /** Not finite if scoring failed. */
  readonly score: number;
  /** Best score so far; undefined until there is one. */
  readonly bestScore: number | undefined;
  /** Final metric of the architecture with the best score so far; undefined if the evaluator has none. */
  readonly bestFinalMetric: number | undefined;
}

/** A search, query by query. */
export type Trace = readonly TracePoint[];

/**
 * Runs a search to its end, then queries the final metrics of the architectures that it would have returned.
 */
export function recordTrace(searcher: Searcher, evaluator: Evaluator, space: Space, budget: number): Trace {
  const queries = runWithBudget(searcher, evaluator, budget);
  const reported = new Map<number, number | undefined>();
  return queries.map(({ architecture, score, bestIndex }) => {
    const incumbent = bestIndex === undefined ? undefined : queries[bestIndex];
    if (bestIndex !== undefined && incumbent !== undefined && !reported.has(bestIndex)) {
      reported.set(bestIndex, evaluator.getFinalMetric?.(incumbent.architecture)?.value);
    }
    return {
      architecture: space.format(architecture),
      score,
      bestScore: incumbent?.score,
      bestFinalMetric: bestIndex === undefined ? undefined : reported.get(bestIndex),
    };
  });
}

/** Formats a trace as CSV with a header. Queries count from 1. */
export function formatTraceCsv(trace: Trace): string {
  return formatCsv(TRACE_COLUMNS, toTraceCells(trace));
}

/** Returns the cells of a trace, one row per query, in the order of `TRACE_COLUMNS`. */
export function toTraceCells(trace: Trace): CsvValue[][] {
  return trace.map(({ architecture, score, bestScore, bestFinalMetric }, i) => [
    i + 1,
    architecture,
    score,
    bestScore,
    bestFinalMetric,
  ]);
}

/** Parses the output of `formatTraceCsv`; undefined if the text is anything else, such as a damaged file. */
export function parseTrace(text: string): Trace | undefined {
  const lines: string[][] = parse(text, { relax_column_count: true, skip_records_with_error: true });
  const trace = lines.slice(1).map(([, architecture = '', score = '', bestScore = '', bestTest = '']) => ({
    architecture,
    score: parseCsvNumber(score) ?? NaN,
    bestScore: parseCsvNumber(bestScore),
    bestFinalMetric: parseCsvNumber(bestTest),
  }));
  const isWhole = !text.includes('\0') && formatTraceCsv(trace) === text && trace.every(isPossible);
  return isWhole ? trace : undefined;
}

/** Returns true if the best score is one of the scores so far. */
function isPossible({ bestScore }: TracePoint, i: number, trace: Trace): boolean {
  return bestScore === undefined || trace.slice(0, i + 1).some(({ score }) => score === bestScore);
}
