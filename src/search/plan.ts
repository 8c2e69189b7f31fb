import type { SearchConfig } from '../config/schema/search';
import type { Workload } from '../evaluators/evaluator';

type PlanSettings = Pick<SearchConfig, 'mode' | 'seed' | 'search' | 'controller' | 'run'>;

/** What a search is about to do, a line for each part of it; printed before it starts. */
export function plan({ mode, seed, search, controller, run }: PlanSettings, work: Workload): string[] {
  const { rounds, pool, seeds, newPerRound } = search;
  const laterRounds = rounds - 1;
  const budget = pool + laterRounds * newPerRound;
  const scores = work.scoresDrift ? rounds * pool : budget;
  const listed = work.all === undefined ? '' : ` of the table's ${work.all.length}`;
  return [
    `search: mode ${mode}, seed ${seed}, ${plural(rounds, 'round')}`,
    `architectures: ${pool} random ones at first, ${newPerRound} new ones in each later round from the best ` +
      `${seeds}: at most ${budget}${listed}`,
    ...trainingLines(rounds, work),
    ...(work.plan ?? []),
    `scoring: ${work.metric.name} (${work.metric.better} is better), ` +
      (work.scoresDrift
        ? `the whole pool in each round, ${scores} scores`
        : `each once, at most ${scores} scores`),
    laterRounds > 0
      ? `controller: learned anew in each round but the last, ${plural(controller.epochs, 'epoch')} each`
      : 'controller: none, since there is one round only: a random search',
    ...(run.maxHours > 0 ? [`stops after ${plural(run.maxHours, 'hour')}, to be resumed`] : []),
  ];
}

function trainingLines(rounds: number, { stepsPerEpoch, trainingSteps }: Workload): string[] {
  const steps = Array.from({ length: rounds }, (_, round) => trainingSteps(round));
  const total = steps.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const inEpochs = (count: number): string => {
    const epochs = Number((count / stepsPerEpoch).toFixed(2));
    const inSteps = plural(count, 'step');
    return stepsPerEpoch > 0 ? `${plural(epochs, 'epoch')} = ${inSteps}` : inSteps;
  };
  const [first, second] = steps;
  const later = second === undefined ? '' : `, ${inEpochs(second)} before each later one`;
  return [`training: ${inEpochs(first)} before the first scoring${later}; ${total} steps in all`];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
