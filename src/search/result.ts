import type { Metric } from '../evaluate/evaluator';
import type { Space } from '../space/space';
import type { Best } from './best';
import type { NaoSearch } from './nao';
import { hasScore, ranked } from './ranking';
import type { SearchState } from './state';

/** What a search that has come to its end has found. */
export interface SearchResult {
  readonly runDir: string;
  /** Undefined where no architecture has a score. */
  readonly best: Best | undefined;
  /** All rounds are done, or there was nothing new to score. */
  readonly ended: 'rounds' | 'exhausted';
  readonly rounds: number;
  /** Architectures considered. */
  readonly architectures: number;
}

/** @param search finished */
export function resultOf(search: NaoSearch, runDir: string): SearchResult {
  const { state } = search;
  return {
    runDir,
    best: search.best(),
    ended: state.ended ?? 'rounds',
    rounds: state.round + 1,
    architectures: state.candidates.length,
  };
}

const TOP = 10;

/** The result in words, a line for each fact. */
export function describeResult(
  { best, runDir, rounds, architectures }: SearchResult,
  state: SearchState,
  metric: Metric,
  space: Space,
): string[] {
  const done = `${architectures} architectures considered in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`;
  const logs = `logs: ${runDir}/architectures.csv, rounds.csv, training.csv, controller.csv; best: ${runDir}/best.json`;
  if (best === undefined) return [`${done}, but none of them has a score`, logs];
  return [
    done,
    `best: ${space.format(best.architecture)}`,
    `      ${metric.name} ${best.score}, architecture ${best.id}, ${wordsFor(best.origin)}`,
    originOfTop(state, metric),
    logs,
  ];
}

/** Says how much of what was found is owed to the controller. */
function originOfTop(state: SearchState, metric: Metric): string {
  const lastScored = state.pool.filter((id) => hasScore(state.candidates[id]));
  const top = ranked(state.candidates, lastScored, metric).slice(0, TOP);
  const proposed = top.filter(({ candidate }) => candidate.origin === 'controller').length;
  return `of the best ${top.length}, ${proposed} come from the controller and ${top.length - proposed} are random`;
}

function wordsFor(origin: Best['origin']): string {
  return origin === 'controller' ? 'proposed by the controller' : 'drawn at random';
}
