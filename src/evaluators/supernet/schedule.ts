import type { Workload } from '../evaluator';
import { integer, stream } from '../../random';
import type { Architecture } from '../../space/space';

/** How long shared weights are trained before the scoring of each round. */
export interface RoundEpochs {
  readonly firstEpochs: number;
  readonly epochsPerRound: number;
}

/** Training steps of a round, 0-based; a fraction of an epoch is rounded, and there is one step at least. */
export function stepsOfRounds(
  { firstEpochs, epochsPerRound }: RoundEpochs,
  stepsPerEpoch: number,
): Workload['trainingSteps'] {
  return (round) => Math.max(1, Math.round((round === 0 ? firstEpochs : epochsPerRound) * stepsPerEpoch));
}

/** The step's number in the whole run. @param step of its round, 0-based, as the rounds are */
export function stepOfRun(
  { trainingSteps }: Pick<Workload, 'trainingSteps'>,
  round: number,
  step: number,
): number {
  let before = 0;
  for (let earlier = 0; earlier < round; earlier++) before += trainingSteps(earlier);
  return before + step;
}

/** The architecture of the pool that a step of shared weights trains (paper, section 3.4). */
export function drawnArchitecture(
  pool: readonly Architecture[],
  seed: number,
  round: number,
  step: number,
): Architecture {
  return pool[integer(stream(seed, 'training-architecture', round, step), pool.length)];
}
