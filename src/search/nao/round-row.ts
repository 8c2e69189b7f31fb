import { meanOrUndefined } from '../../statistics/mean';
import { kendallTau, spearmanRho } from '../../statistics/rank-correlation';
import type { RoundRow } from './log-rows';
import type { PhaseContext } from './phase';
import { findBestCandidate } from './pool';
import { rankCandidates } from './ranking';
import type { Candidate, Origin } from './state';

/** Number of architectures in `top10_mean_score`. */
const TOP_COUNT = 10;

/** Creates the log row of the round that ends. */
export function createRoundRow({ evaluator, objectives, state }: PhaseContext): RoundRow {
  const { metric, rescoresEachRound } = evaluator;
  const ids = state.candidates.flatMap(({ result }, id) => (result?.round === state.round ? [id] : []));
  const scored = rankCandidates(state.candidates, ids, metric).map(({ candidate }) => candidate);
  const bestSoFar = findBestCandidate(state, objectives, rescoresEachRound);
  const proposed = scored.filter(
    ({ origin, round, predicted, result }) =>
      origin === 'controller' &&
      round === state.round &&
      predicted !== undefined &&
      result?.value !== undefined,
  );
  // Both are in the metric's unit, so agreement is positive for either direction.
  const predicted = proposed.map((candidate) => candidate.predicted ?? NaN);
  const measured = listScores(proposed);
  const { training } = state;
  return {
    round: state.round + 1,
    pool_size: state.scored.poolSize,
    scored: state.scored.count,
    best_id: bestSoFar?.id,
    best_score: bestSoFar?.score,
    mean_score: meanOrUndefined(listScores(scored)),
    top10_mean_score: meanOrUndefined(listScores(scored).slice(0, TOP_COUNT)),
    random_mean_score: meanOrUndefined(listScores(scored.filter(hasOrigin('random')))),
    controller_mean_score: meanOrUndefined(listScores(scored.filter(hasOrigin('controller')))),
    kendall_tau_predicted_measured: kendallTau(predicted, measured).value,
    spearman_predicted_measured: spearmanRho(predicted, measured).value,
    n_predicted: proposed.length,
    new_architectures: state.proposed.count,
    random_fill: state.proposed.random,
    train_loss: training.steps > 0 ? training.loss / training.steps : undefined,
    items_per_s: training.seconds > 0 ? training.items / training.seconds : undefined,
    seconds: state.seconds.round,
  };
}

function hasOrigin(origin: Origin): (candidate: Candidate) => boolean {
  return (candidate) => candidate.origin === origin;
}

/** Lists the scores of the candidates that have one, in the given order. */
function listScores(candidates: readonly Candidate[]): number[] {
  return candidates.flatMap(({ result }) => (result?.value === undefined ? [] : [result.value]));
}
