import type { Objectives } from '../config/schema/objectives';
import type { Evaluator, FinalMetric, Metric } from '../evaluators/evaluator';
import { pluralize } from '../plural';
import type { Facts, ResultReport } from '../run/hooks';
import { describeNetworkCost } from '../space/network-cost';
import type { Space } from '../space/space';
import { type BestContext, createBestRecord } from './best-record';
import type { BestCandidate } from './nao/pool';
import { hasScore, rankCandidates } from './nao/ranking';
import type { Candidate, SearchState } from './nao/state';
import { isScoreAlone } from './objectives';

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

/** Reports the result in words and as named values. */
export function reportResult(result: SearchResult, state: SearchState, context: BestContext): ResultReport {
  return { lines: describeResult(result, state, context), facts: nameResult(result, context) };
}

/** Describes the result, one line per fact. */
function describeResult(
  { best, runDir, rounds, architectures, finalMetric, scoresTaken }: SearchResult,
  state: SearchState,
  { config, metric, space }: BestContext,
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
    ...describeCost(best, config.search.objectives, space),
    ...describeFront(best, metric),
    best.front === undefined
      ? describeTopOrigins(state, metric)
      : describeOrigins('of the front', best.front.members),
    `${logs}; best: ${runDir}/best.json`,
  ];
}

/** Describes the cost of the best architecture, if costs are objectives. */
function describeCost({ architecture }: BestCandidate, objectives: Objectives, space: Space): string[] {
  const cost = isScoreAlone(objectives) ? undefined : describeNetworkCost(space, architecture);
  return cost === undefined ? [] : [`      ${cost}`];
}

function describeFront({ front }: BestCandidate, metric: Metric): string[] {
  if (front === undefined) return [];
  const { cost, members } = front;
  const [cheapest, best] = [members[0], members[members.length - 1]];
  return [
    `front of ${metric.name} and ${cost}: ${pluralize(members.length, 'architecture')}, ` +
      `from ${cheapest.score} with ${cheapest.cost} ${cost} to ${best.score} with ${best.cost}`,
  ];
}

/** Names the values of the result. */
function nameResult(
  { best, runDir, ended, rounds, architectures, finalMetric, scoresTaken }: SearchResult,
  context: BestContext,
): Facts {
  const { mode, seed } = context.config;
  return {
    run: runDir,
    mode,
    space: context.space.name,
    seed,
    ended,
    rounds,
    architectures,
    scores: scoresTaken,
    best: best && createBestRecord(best, context, finalMetric),
  };
}

/** Describes how many of the best architectures come from the controller. */
function describeTopOrigins(state: SearchState, metric: Metric): string {
  const lastScored = state.pool.filter((id) => hasScore(state.candidates[id]));
  const top = rankCandidates(state.candidates, lastScored, metric).slice(0, TOP_COUNT);
  return describeOrigins(
    `of the best ${top.length}`,
    top.map(({ candidate }) => candidate),
  );
}

function describeOrigins(subject: string, architectures: readonly Pick<Candidate, 'origin'>[]): string {
  const proposed = architectures.filter(({ origin }) => origin === 'controller').length;
  const random = architectures.length - proposed;
  return (
    `${subject}, ${proposed} ${proposed === 1 ? 'comes' : 'come'} from the controller ` +
    `and ${random} ${random === 1 ? 'is' : 'are'} random`
  );
}

function describeOrigin(origin: BestCandidate['origin']): string {
  return origin === 'controller' ? 'proposed by the controller' : 'drawn at random';
}
