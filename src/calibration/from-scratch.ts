import type { Evaluator, Score } from '../evaluators/evaluator';
import { createRandomStream, randomPermutation } from '../random';
import type { Space } from '../space/space';

/** An architecture with its score from shared weights. */
export interface SharedScore {
  readonly id: number;
  /** Text form. */
  readonly architecture: string;
  readonly shared: number;
}

/** An architecture with its scores from shared weights and from training from scratch. */
export interface CalibratedScore extends SharedScore {
  readonly standalone: Score;
}

/** Draws a sample by the run's seed. A larger sample starts with the architectures of a smaller one. */
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

/**
 * Trains each architecture from scratch and yields the scores one by one, in order.
 *
 * @param known scores that are not computed again, by architecture
 * @param wait waits for the scores of architectures, and throws to stop
 */
export async function* scoreStandalone(
  sample: readonly SharedScore[],
  space: Space,
  evaluator: Evaluator,
  known: ReadonlyMap<string, Score>,
  wait: (ready: Promise<void>) => Promise<void>,
): AsyncGenerator<CalibratedScore> {
  const missing = sample
    .filter(({ architecture }) => !known.has(architecture))
    .map(({ architecture }) => space.parse(architecture));
  let next = 0;
  for (const one of sample) {
    const found = known.get(one.architecture);
    if (found !== undefined) {
      yield { ...one, standalone: found };
      continue;
    }
    const ready = evaluator.asyncScoring?.prepare(missing.slice(next));
    if (ready !== undefined) await wait(ready);
    yield { ...one, standalone: evaluator.score(missing[next++]) };
  }
}
