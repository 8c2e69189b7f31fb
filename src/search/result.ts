import type { Evaluator, FinalMetric, Metric } from '../evaluators/evaluator';
import { pluralize } from '../plural';
import type { Space } from '../space/space';
import type { NaoSearch } from './nao/nao-search';
import type { BestCandidate } from './nao/pool';
import { hasScore, rankCandidates } from './nao/ranking';
import type { SearchState } from './nao/state';

/** What a search that has come to its end has found. */
export interface SearchResult {
  readonly runDir: string;
  /** Undefined where no architecture has a score. */
  readonly best: BestCandidate | undefined;
  /** All rounds are done, or there was nothing new to score. */
  readonly ended: 'rounds' | 'exhausted';
  readonly rounds: number;
  /** Architectures considered. */
  readonly architectures: number;
  /** Of the best architecture, where the evaluator has something that it tells of the result alone. */
  readonly finalMetric: FinalMetric | undefined;
  /** Scores that were taken, the cost of a search whose architectures are each scored once; undefined where scores drift. */
  readonly scoresTaken: number | undefined;
}

/**
 * What the search has found. What the evaluator tells of a result is looked at here and nowhere before.
 *
 * @param search finished
 */
export function createSearchResult(search: NaoSearch, evaluator: Evaluator, runDir: string): SearchResult {
  const { state } = search;
  const best = search.best();
  return {
    runDir,
    best,
    finalMetric: best && evaluator.getFinalMetric?.(best.architecture),
    scoresTaken: evaluator.rescoresEachRound
      ? undefined
      : state.candidates.filter(({ result }) => result !== undefined).length,
    ended: state.ended ?? 'rounds',
    rounds: state.round + 1,
    architectures: state.candidates.length,
  };
}

const TOP_COUNT = 10;

/** The result in words, a line for each fact. */
export function describeResult(
  { best, runDir, rounds, architectures, finalMetric, scoresTaken }: SearchResult,
  state: SearchState,
  metric: Metric,
  space: Space,
): string[] {
  const overview = `${architectures} architectures considered in ${pluralize(rounds, 'round')}`;
  const done = scoresTaken === undefined ? overview : `${overview}, at the cost of ${scoresTaken} scores`;
  const logs = `logs: ${runDir}/architectures.csv, rounds.csv, training.csv, controller.csv`;
  if (best === undefined) return [`${done}, but none has a score in the last of them`, logs];
  return [
    done,
    `best: ${space.format(best.architecture)}`,
    `      ${metric.name} ${best.score}, architecture ${best.id}, ${describeOrigin(best.origin)}`,
    ...(finalMetric === undefined
      ? []
      : [`      ${finalMetric.name} ${finalMetric.value}, looked up now that the search is over`]),
    describeTopOrigins(state, metric),
    `${logs}; best: ${runDir}/best.json`,
  ];
}

/** Says how much of what was found is owed to the controller. */
function describeTopOrigins(state: SearchState, metric: Metric): string {
  const lastScored = state.pool.filter((id) => hasScore(state.candidates[id]));
  const top = rankCandidates(state.candidates, lastScored, metric).slice(0, TOP_COUNT);
  const proposed = top.filter(({ candidate }) => candidate.origin === 'controller').length;
  const random = top.length - proposed;
  return (
    `of the best ${top.length}, ${proposed} ${proposed === 1 ? 'comes' : 'come'} from the controller ` +
    `and ${random} ${random === 1 ? 'is' : 'are'} random`
  );
}

function describeOrigin(origin: BestCandidate['origin']): string {
  return origin === 'controller' ? 'proposed by the controller' : 'drawn at random';
}
