import type { SearchConfig } from '../config/schema/search';
import type { EvaluationPlan, SettingsPlan } from '../evaluators/evaluator';
import { pluralize } from '../plural';
import type { Space } from '../space/space';
import { describeObjectives } from './objectives';

type PlanSettings = Pick<SearchConfig, 'mode' | 'seed' | 'search' | 'controller' | 'run'>;

/** Describes a search before it starts, one line per part. */
export function describeSearchPlan(
  { mode, seed, search, controller, run }: PlanSettings,
  evaluation: EvaluationPlan | SettingsPlan,
  space: Pick<Space, 'referenceNetwork'>,
): string[] {
  const { rounds, poolSize, keepAll, topK, newPerRound } = search;
  const laterRounds = rounds - 1;
  const budget = poolSize + laterRounds * newPerRound;
  // A pool that keeps all grows by newPerRound in each later round.
  const rescored = rounds * poolSize + (keepAll ? (newPerRound * laterRounds * rounds) / 2 : 0);
  const listed =
    'domain' in evaluation && evaluation.domain !== undefined
      ? ` of the table's ${evaluation.domain.length}`
      : '';
  return [
    `search: mode ${mode}, seed ${seed}, ${pluralize(rounds, 'round')}`,
    `architectures: ${poolSize} random ones in the first round, ${newPerRound} new ones in each later round from the best ` +
      `${topK}: at most ${budget}${listed}`,
    ...('trainingSteps' in evaluation ? describeTraining(rounds, evaluation) : []),
    ...(evaluation.description ?? []),
    ...describeObjectives(search.objectives, evaluation.metric, space),
    describeScoring(evaluation, evaluation.rescoresEachRound ? rescored : budget),
    laterRounds > 0
      ? `controller: retrained in each round but the last, ${pluralize(controller.epochs, 'epoch')} each`
      : 'controller: none, since one round is a random search',
    ...(run.maxHours > 0 ? [`stops after ${pluralize(run.maxHours, 'hour')}, can be resumed`] : []),
  ];
}

function describeScoring({ metric, rescoresEachRound }: SettingsPlan, scores: number): string {
  const better = metric.direction === 'maximize' ? 'higher' : 'lower';
  const extent = rescoresEachRound
    ? `the whole pool in each round, ${scores} scores`
    : `each once, at most ${scores} scores`;
  return `scoring: ${metric.name} (${better} is better), ${extent}`;
}

function describeTraining(rounds: number, { stepsPerEpoch, trainingSteps }: EvaluationPlan): string[] {
  const steps = Array.from({ length: rounds }, (_, round) => trainingSteps(round));
  const total = steps.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const formatEpochs = (count: number): string => {
    const epochs = Number((count / stepsPerEpoch).toFixed(2));
    const inSteps = pluralize(count, 'step');
    return stepsPerEpoch > 0 ? `${pluralize(epochs, 'epoch')} = ${inSteps}` : inSteps;
  };
  const [first, second] = steps;
  const later = second === undefined ? '' : `, ${formatEpochs(second)} before each later one`;
  return [`training: ${formatEpochs(first)} before the first scoring${later}; ${total} steps in all`];
}
