import type { SearchConfig } from '../config/schema/search';
import type { Evaluator, FinalMetric, Metric } from '../evaluators/evaluator';
import { pluralize } from '../plural';
import type { Facts } from '../run/hooks';
import type { Space } from '../space/space';
import type { BestCandidate } from './nao/pool';
import { hasScore, rankCandidates } from './nao/ranking';
import type { SearchState } from './nao/state';

/** Result of a finished search. */
export interface SearchResult {
  readonly runDir: string;
  /** Undefined if no architecture has a score. */
  readonly best: BestCandidate | undefined;
  /** Reason of the end: all rounds are done, or no unseen architecture is left. */
  readonly ended: 'rounds' | 'exhausted';
  readonly rounds: number;
  /** Number of architectures in the search. */
  readonly architectures: number;
  /** Final metric of the best architecture, if the evaluator has one. */
  readonly finalMetric: FinalMetric | undefined;
  /** Number of scores taken; undefined if the evaluator rescores the pool in each round. */
  readonly scoresTaken: number | undefined;
}

/** Creates the result of a finished search from its state. */
export function createSearchResult(
  state: SearchState,
  {
    rescoresEachRound,
    ...found
  }: Pick<SearchResult, 'best' | 'finalMetric' | 'runDir'> & Pick<Evaluator, 'rescoresEachRound'>,
): SearchResult {
  return {
    ...found,
    scoresTaken: rescoresEachRound
      ? undefined
      : state.candidates.filter(({ result }) => result !== undefined).length,
    ended: state.ended ?? 'rounds',
    rounds: state.round + 1,
    architectures: state.candidates.length,
  };
}

/** Number of the best architectures whose origins are counted. */
const TOP_COUNT = 10;

/** Describes the result, one line per fact. */
export function describeResult(
  { best, runDir, rounds, architectures, finalMetric, scoresTaken }: SearchResult,
  state: SearchState,
  metric: Metric,
  space: Space,
): string[] {
  const scores = scoresTaken === undefined ? '' : ` with ${pluralize(scoresTaken, 'score')}`;
  const overview = `searched ${architectures} architectures in ${pluralize(rounds, 'round')}${scores}`;
  const logs = `logs: ${runDir}/architectures.csv, rounds.csv, training.csv, controller.csv`;
  if (best === undefined) return [`${overview}, but none has a score in the last round`, logs];
  return [
    overview,
    `best: ${space.format(best.architecture)}`,
    `      ${metric.name} ${best.score}, architecture ${best.id}, ${describeOrigin(best.origin)}`,
    ...(finalMetric === undefined
      ? []
      : [`      ${finalMetric.name} ${finalMetric.value}, queried after the search`]),
    describeTopOrigins(state, metric),
    `${logs}; best: ${runDir}/best.json`,
  ];
}

/** Names the values of the result. */
export function nameResult(
  { best, runDir, ended, rounds, architectures, finalMetric, scoresTaken }: SearchResult,
  { mode, seed }: Pick<SearchConfig, 'mode' | 'seed'>,
  metric: Metric,
  space: Space,
): Facts {
  return {
    run: runDir,
    mode,
    space: space.name,
    seed,
    ended,
    rounds,
    architectures,
    scores: scoresTaken,
    best: best && {
      ...best,
      architecture: space.format(best.architecture),
      metric: metric.name,
      ...(finalMetric === undefined ? {} : { reported: finalMetric }),
    },
  };
}

/** Describes how many of the best architectures come from the controller. */
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
