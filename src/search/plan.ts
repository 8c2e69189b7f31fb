import type { SearchConfig } from '../config/schema/search';
import type { EvaluationPlan } from '../evaluators/evaluator';
import { pluralize } from '../plural';

type PlanSettings = Pick<SearchConfig, 'mode' | 'seed' | 'search' | 'controller' | 'run'>;

/** What a search is about to do, a line for each part of it; printed before it starts. */
export function describeSearchPlan(
  { mode, seed, search, controller, run }: PlanSettings,
  evaluation: EvaluationPlan,
): string[] {
  const { rounds, poolSize, topK, newPerRound } = search;
  const laterRounds = rounds - 1;
  const budget = poolSize + laterRounds * newPerRound;
  const scores = evaluation.rescoresEachRound ? rounds * poolSize : budget;
  const listed = evaluation.domain === undefined ? '' : ` of the table's ${evaluation.domain.length}`;
  return [
    `search: mode ${mode}, seed ${seed}, ${pluralize(rounds, 'round')}`,
    `architectures: ${poolSize} random ones at first, ${newPerRound} new ones in each later round from the best ` +
      `${topK}: at most ${budget}${listed}`,
    ...describeTraining(rounds, evaluation),
    ...(evaluation.description ?? []),
    `scoring: ${evaluation.metric.name} (${evaluation.metric.direction === 'maximize' ? 'higher' : 'lower'} is better), ` +
      (evaluation.rescoresEachRound
        ? `the whole pool in each round, ${scores} scores`
        : `each once, at most ${scores} scores`),
    laterRounds > 0
      ? `controller: learned anew in each round but the last, ${pluralize(controller.epochs, 'epoch')} each`
      : 'controller: none, since there is one round only: a random search',
    ...(run.maxHours > 0 ? [`stops after ${pluralize(run.maxHours, 'hour')}, to be resumed`] : []),
  ];
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
