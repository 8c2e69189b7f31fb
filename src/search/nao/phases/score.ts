import type { CurvePoint, Score } from '../../../evaluators/evaluator';
import type { Phase, PhaseContext } from '../phase';
import { rankByObjectives } from '../ranking';
import type { ScoringResult } from '../state';

/**
 * Scores the pool: all of it if the evaluator rescores each round, else only architectures without a result.
 */
export const scorePhase: Phase = {
  steps: (search) => findIdsToScore(search).length,
  checkpointEvery: ({ config }) => config.run.checkpointEveryScores,

  prepare(search, index) {
    const { evaluator, state } = search;
    const left = findIdsToScore(search).slice(index);
    return evaluator.asyncScoring?.prepare(left.map((id) => state.candidates[id].architecture));
  },

  run(search, index) {
    const { evaluator, state, clock } = search;
    const id = findIdsToScore(search)[index];
    const start = clock();
    const measured = evaluator.score(state.candidates[id].architecture);
    state.results.push(toScoringResult(measured, evaluator.metric.name, state.round, clock() - start));
    return {
      items: Math.max(1, measured.itemsScored),
      note: `${evaluator.metric.name} ${formatScore(measured.value)}`,
    };
  },

  end(search) {
    const { state, log } = search;
    const ids = findIdsToScore(search);
    // Applied together: until all are scored, only results of the previous round are comparable.
    const curves = new Map<number, readonly CurvePoint[]>();
    ids.forEach((id, i) => {
      const { curve, ...result } = state.results[i];
      if (curve !== undefined) curves.set(id, curve);
      state.candidates[id] = { ...state.candidates[id], result };
    });
    state.results = [];
    state.lastScoring = state.round;
    state.scored = { poolSize: state.pool.length, count: ids.length };
    const failed = ids.filter((id) => state.candidates[id].result?.failure !== undefined).length;
    if (failed > 0) {
      log(
        `round ${state.round + 1}: ${failed} of ${ids.length} architectures have no score and are ranked last`,
      );
    }
    writeRows(search, ids);
    writeCurves(search, curves);
  },
};

/**
 * Formats with four decimals, in exponential notation from a million on (the perplexity of a bad network).
 */
function formatScore(value: number): string {
  return Math.abs(value) < 1e6 ? value.toFixed(4) : value.toExponential(4);
}

function findIdsToScore({ evaluator, state }: PhaseContext): number[] {
  return evaluator.rescoresEachRound
    ? state.pool
    : state.pool.filter((id) => state.candidates[id].result === undefined);
}

function toScoringResult(measured: Score, metric: string, round: number, seconds: number): ScoringResult {
  const { value, loss, itemsScored, curve, failure = `${metric} is ${value}` } = measured;
  return {
    round,
    ...(Number.isFinite(value) ? { value } : { failure }),
    ...(loss !== undefined && Number.isFinite(loss) ? { loss } : {}),
    itemsScored,
    seconds: measured.seconds ?? seconds,
    ...(curve === undefined ? {} : { curve }),
  };
}

/** Writes a row per scored architecture. Ranks are over the whole pool. */
function writeRows({ objectives, space, state, rows }: PhaseContext, ids: readonly number[]): void {
  const ranks = new Map(
    rankByObjectives(state.candidates, state.pool, objectives).map(({ id }, i) => [id, i + 1]),
  );
  for (const id of ids) {
    const { architecture, origin, round, parent, stepSize, predicted, result } = state.candidates[id];
    const cost = space.referenceNetwork?.computeCost(architecture);
    rows.architecture({
      round: state.round + 1,
      id,
      origin,
      parent_id: parent,
      step_size: stepSize,
      architecture: space.format(architecture),
      predicted: round === state.round ? predicted : undefined,
      score: result?.value,
      loss: result?.loss,
      items_scored: result?.itemsScored ?? 0,
      failure: result?.failure,
      seconds: result?.seconds ?? 0,
      rank: ranks.get(id) ?? state.pool.length,
      parameters: cost?.parameters,
      multiply_adds: cost?.multiplyAdds,
    });
  }
}

/** Writes the learning curves of architectures that were trained for their scores. */
function writeCurves(
  { state, rows }: PhaseContext,
  curves: ReadonlyMap<number, readonly CurvePoint[]>,
): void {
  for (const [id, curve] of curves) {
    for (const { step, loss } of curve) rows.child({ round: state.round + 1, id, step, train_loss: loss });
  }
}
