import { permutation, stream } from '../random';
import type { Space } from '../space/space';
import { kendallTau, spearmanRho, type Agreement } from '../statistics/rank-correlation';
import type { Evaluator, Score } from './evaluator';

/** An architecture with its score from shared weights. */
export interface SharedScore {
  readonly id: number;
  /** Text form. */
  readonly architecture: string;
  readonly shared: number;
}

/** The same with what it reached when it was trained by itself. */
export interface Calibrated extends SharedScore {
  readonly alone: Score;
}

/** A sample of them, drawn by the run's seed, in the order in which they were drawn: of a larger one the first are the same. */
export function sampled(all: readonly SharedScore[], count: number, seed: number): SharedScore[] {
  const sorted = [...all].sort((a, b) => a.id - b.id);
  return [...permutation(stream(seed, 'calibration'), sorted.length)].slice(0, count).map((i) => sorted[i]);
}

/** Trains each by itself and gives them one by one, in their order. */
export async function* calibrate(
  sample: readonly SharedScore[],
  space: Space,
  evaluator: Evaluator,
): AsyncGenerator<Calibrated> {
  const architectures = sample.map(({ architecture }) => space.parse(architecture));
  for (const [i, one] of sample.entries()) {
    await evaluator.elsewhere?.prepare(architectures.slice(i));
    yield { ...one, alone: evaluator.score(architectures[i]) };
  }
}

/** How far shared weights rank architectures as their own training does, over those that have both scores. */
export function agreement(all: readonly Calibrated[]): { tau: Agreement; rho: Agreement } {
  const shared = all.map((one) => one.shared);
  const alone = all.map((one) => one.alone.value);
  return { tau: kendallTau(shared, alone), rho: spearmanRho(shared, alone) };
}
