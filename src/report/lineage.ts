import { getSign } from '../statistics/direction';
import { findMetricColumn, getDirection, isRescoredEachRound } from './ranking';
import { type LogRow, readNumberCell } from './read-csv';
import type { RunFiles } from './run-files';

/** An architecture that was made from another one, and both scores of one scoring. */
export interface Descent {
  readonly id: string;
  readonly parentId: string;
  /** Step size in the embedding; undefined if the acquisition function selected it. */
  readonly stepSize: number | undefined;
  readonly score: number;
  readonly parentScore: number;
  /** Difference of the scores, positive if the child is better. */
  readonly gain: number;
}

/** Lists the architectures whose parents have a score that is comparable with their first one. */
export function listDescents(run: RunFiles): Descent[] {
  const metric = findMetricColumn(run);
  if (metric === undefined) return [];
  const { rows } = run.architectures;
  const isRescored = isRescoredEachRound(run);
  const keyOf = (id: string, round: string): string => (isRescored ? `${round} ${id}` : id);
  const scores = new Map<string, number>();
  for (const row of rows) {
    const score = readNumberCell(row, metric);
    if (score !== undefined) scores.set(keyOf(row.id, row.round), score);
  }
  const sign = getSign(getDirection(run, metric));
  return listFirstRows(rows).flatMap((row): Descent[] => {
    const parentId = row.parent_id ?? '';
    const score = readNumberCell(row, metric);
    const parentScore = scores.get(keyOf(parentId, row.round));
    if (parentId === '' || score === undefined || parentScore === undefined) return [];
    const stepSize = readNumberCell(row, 'step_size');
    return [{ id: row.id, parentId, stepSize, score, parentScore, gain: sign * (score - parentScore) }];
  });
}

/** Lists the first rows of an architecture and its ancestors, from the youngest to the oldest. */
export function listAncestors(run: RunFiles, id: string): LogRow[] {
  const first = new Map(listFirstRows(run.architectures.rows).map((row) => [row.id, row]));
  const ancestors: LogRow[] = [];
  // Damaged files may have circles.
  for (
    let next = first.get(id);
    next !== undefined && !ancestors.includes(next);
    next = first.get(next.parent_id ?? '')
  ) {
    ancestors.push(next);
  }
  return ancestors;
}

function listFirstRows(rows: readonly LogRow[]): LogRow[] {
  const first = new Map<string, LogRow>();
  for (const row of rows) if (!first.has(row.id)) first.set(row.id, row);
  return [...first.values()];
}
