import type { EvaluationPlan } from '../evaluator';

/** Training of the shared weights before each round's scoring, in epochs. */
export interface RoundEpochs {
  readonly firstEpochs: number;
  readonly epochsPerRound: number;
}

/** Returns the training steps of each 0-based round: epochs rounded to whole steps, at least one. */
export function createRoundSchedule(
  { firstEpochs, epochsPerRound }: RoundEpochs,
  stepsPerEpoch: number,
): EvaluationPlan['trainingSteps'] {
  return (round) => Math.max(1, Math.round((round === 0 ? firstEpochs : epochsPerRound) * stepsPerEpoch));
}

/** Returns the 0-based step of a round from which weights are averaged. @param steps of the round */
export function computeAveragingStart(steps: number, averagedSteps: number): number {
  return Math.max(0, Math.ceil(steps - averagedSteps));
}

/** Returns the step's number in the whole run. @param step of the round; both are 0-based */
export function computeGlobalStep(
  { trainingSteps }: Pick<EvaluationPlan, 'trainingSteps'>,
  round: number,
  step: number,
): number {
  let previousSteps = 0;
  for (let earlier = 0; earlier < round; earlier++) previousSteps += trainingSteps(earlier);
  return previousSteps + step;
}
