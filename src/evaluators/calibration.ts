import { createRandomStream, randomPermutation } from '../random';
import type { Space } from '../space/space';
import { kendallTau, type RankCorrelation, spearmanRho } from '../statistics/rank-correlation';
import type { Evaluator, Score } from './evaluator';

/** An architecture with its score from shared weights. */
export interface SharedScore {
  readonly id: number;
  /** Text form. */
  readonly architecture: string;
  readonly shared: number;
}

/** The same with what it reached when it was trained by itself. */
export interface CalibratedScore extends SharedScore {
  readonly standalone: Score;
}

/** A sample of them, drawn by the run's seed, in the order in which they were drawn: of a larger one the first are the same. */
export function sampleForCalibration(
  all: readonly SharedScore[],
  count: number,
  seed: number,
): SharedScore[] {
  const sorted = [...all].sort((a, b) => a.id - b.id);
  return [...randomPermutation(createRandomStream(seed, 'calibration'), sorted.length)]
    .slice(0, count)
    .map((i) => sorted[i]);
}

/** Trains each by itself and gives them one by one, in their order. */
export async function* scoreStandalone(
  sample: readonly SharedScore[],
  space: Space,
  evaluator: Evaluator,
): AsyncGenerator<CalibratedScore> {
  const architectures = sample.map(({ architecture }) => space.parse(architecture));
  for (const [i, one] of sample.entries()) {
    await evaluator.asyncScoring?.prepare(architectures.slice(i));
    yield { ...one, standalone: evaluator.score(architectures[i]) };
  }
}

/** How far shared weights rank architectures as their own training does, over those that have both scores. */
export function correlateScores(all: readonly CalibratedScore[]): {
  tau: RankCorrelation;
  rho: RankCorrelation;
} {
  const shared = all.map((one) => one.shared);
  const standalone = all.map((one) => one.standalone.value);
  return { tau: kendallTau(shared, standalone), rho: spearmanRho(shared, standalone) };
}
