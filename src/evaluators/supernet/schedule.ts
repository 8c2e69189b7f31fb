import { createRandomStream, randomInteger } from '../../random';
import type { Architecture } from '../../space/space';
import type { EvaluationPlan } from '../evaluator';

/** How long shared weights are trained before the scoring of each round. */
export interface RoundEpochs {
  readonly firstEpochs: number;
  readonly epochsPerRound: number;
}

/** Training steps of a round, 0-based; a fraction of an epoch is rounded, and there is one step at least. */
export function createRoundSchedule(
  { firstEpochs, epochsPerRound }: RoundEpochs,
  stepsPerEpoch: number,
): EvaluationPlan['trainingSteps'] {
  return (round) => Math.max(1, Math.round((round === 0 ? firstEpochs : epochsPerRound) * stepsPerEpoch));
}

/** The step's number in the whole run. @param step of its round, 0-based, as the rounds are */
export function computeGlobalStep(
  { trainingSteps }: Pick<EvaluationPlan, 'trainingSteps'>,
  round: number,
  step: number,
): number {
  let previousSteps = 0;
  for (let earlier = 0; earlier < round; earlier++) previousSteps += trainingSteps(earlier);
  return previousSteps + step;
}

/** The architecture of the pool that a step of shared weights trains (paper, section 3.4). */
export function sampleArchitecture(
  pool: readonly Architecture[],
  seed: number,
  round: number,
  step: number,
): Architecture {
  return pool[randomInteger(createRandomStream(seed, 'training-architecture', round, step), pool.length)];
}
