import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Evaluator } from '../../evaluators/evaluator';
import { formatCsvValue } from '../../run/csv';
import { runWithBudget } from '../../search/searchers/run-with-budget';
import type { Searcher } from '../../search/searchers/searcher';
import type { Space } from '../../space/space';
import { TRACE_COLUMNS } from './columns';

/** A search's state after one look-up more. */
export interface TracePoint {
  /** Text of what was looked up. */
  readonly architecture: string;
  /** Not finite where scoring failed. */
  readonly score: number;
  /** The best score so far; undefined while there is none. */
  readonly bestScore: number | undefined;
  /** What the evaluator reports of the architecture with the best score so far; undefined where it reports nothing. */
  readonly bestReported: number | undefined;
}

/** A search look-up by look-up. */
export type Trace = readonly TracePoint[];

/** Runs a search to its end; only then is looked up what is reported of the architectures that it would have returned. */
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
      bestReported: bestIndex === undefined ? undefined : reported.get(bestIndex),
    };
  });
}

/** A trace as CSV with a header; look-ups count from 1. `prefix` are columns before, the same in each row. */
export function formatTraceCsv(trace: Trace): string {
  return stringify([TRACE_COLUMNS.map(({ name }) => name), ...toTraceCells(trace)]);
}

/** The cells of a trace's rows, in the order of the columns. */
export function toTraceCells(trace: Trace): string[][] {
  return trace.map(({ architecture, score, bestScore, bestReported }, i) =>
    [i + 1, architecture, score, bestScore, bestReported].map(formatCsvValue),
  );
}

/** Reads back what `traceCsv` wrote. */
export function parseTrace(text: string): Trace {
  const rows: Record<(typeof TRACE_COLUMNS)[number]['name'], string>[] = parse(text, { columns: true });
  return rows.map((row) => ({
    architecture: row.architecture,
    score: parseNumber(row.score) ?? NaN,
    bestScore: parseNumber(row.best_score),
    bestReported: parseNumber(row.best_test),
  }));
}

/** Undefined for an empty cell; the tokens for what is not finite are read too. */
function parseNumber(text: string): number | undefined {
  if (text === '') return undefined;
  return { inf: Infinity, '-inf': -Infinity, nan: NaN }[text] ?? Number(text);
}
