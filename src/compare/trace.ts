import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Evaluator } from '../evaluators/evaluator';
import { cellText } from '../run/csv';
import { lookUps } from '../search/searchers/run-with-budget';
import type { Searcher } from '../search/searchers/searcher';
import type { Space } from '../space/space';

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
export function traceSearch(searcher: Searcher, evaluator: Evaluator, space: Space, budget: number): Trace {
  const taken = lookUps(searcher, evaluator, budget);
  const reported = new Map<number, number | undefined>();
  return taken.map(({ architecture, score, best }) => {
    const incumbent = best === undefined ? undefined : taken[best];
    if (best !== undefined && incumbent !== undefined && !reported.has(best)) {
      reported.set(best, evaluator.report?.(incumbent.architecture)?.value);
    }
    return {
      architecture: space.format(architecture),
      score,
      bestScore: incumbent?.score,
      bestReported: best === undefined ? undefined : reported.get(best),
    };
  });
}

const COLUMNS = ['look_up', 'architecture', 'score', 'best_score', 'best_reported'] as const;

/** A trace as CSV with a header; look-ups count from 1. `prefix` are columns before, the same in each row. */
export function traceCsv(trace: Trace): string {
  return stringify([[...COLUMNS], ...traceCells(trace)]);
}

/** The cells of a trace's rows, in the order of the columns. */
export function traceCells(trace: Trace): string[][] {
  return trace.map(({ architecture, score, bestScore, bestReported }, i) =>
    [i + 1, architecture, score, bestScore, bestReported].map(cellText),
  );
}

export const TRACE_COLUMNS: readonly string[] = COLUMNS;

/** Reads back what `traceCsv` wrote. */
export function readTrace(text: string): Trace {
  const rows: Record<(typeof COLUMNS)[number], string>[] = parse(text, { columns: true });
  return rows.map((row) => ({
    architecture: row.architecture,
    score: numberOf(row.score) ?? NaN,
    bestScore: numberOf(row.best_score),
    bestReported: numberOf(row.best_reported),
  }));
}

/** Undefined for an empty cell; the tokens for what is not finite are read too. */
function numberOf(text: string): number | undefined {
  if (text === '') return undefined;
  return { inf: Infinity, '-inf': -Infinity, nan: NaN }[text] ?? Number(text);
}
