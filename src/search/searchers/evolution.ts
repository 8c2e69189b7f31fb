import { type Random, randomInteger } from '../../random';
import type { Architecture } from '../../space/space';
import { findNeighbors } from '../neighbors';
import { drawInitialSample, type Objective, type SearchContext, type Searcher } from './searcher';

/** Settings of regularized evolution. */
export interface EvolutionSettings {
  /** Size of the population. */
  readonly population: number;
  /** Individuals drawn for a tournament, with replacement. */
  readonly sample: number;
}

/** Consecutive mutations of a parent to seen architectures before a random one is drawn instead. */
const MAX_REJECTED_MUTATIONS = 100;

interface Individual {
  readonly architecture: Architecture;
  readonly objective: Objective;
}

/**
 * Creates a regularized evolution (Real, Aggarwal, Huang, Le 2019, algorithm 1). The best of a random sample
 * is mutated in one token, and the oldest individual dies. Mutations to seen architectures are drawn again.
 */
export function createEvolutionSearcher(
  context: SearchContext,
  settings: EvolutionSettings = { population: 10, sample: 3 },
): Searcher {
  const random = context.stream('evolution');
  const population: Individual[] = [];
  let proposed: readonly Architecture[] = [];

  function createChild(): Architecture[] {
    const parent = runTournament(population, settings.sample, random);
    for (let rejected = 0; rejected < MAX_REJECTED_MUTATIONS; rejected++) {
      const mutated = mutate(context, parent.architecture, random);
      if (mutated !== undefined && context.seen.markSeen(mutated)) return [mutated];
    }
    return context.seen.drawNew(1, random);
  }

  return {
    ask() {
      proposed = population.length === 0 ? drawInitialSample(context, settings.population) : createChild();
      return proposed;
    },
    tell(objectives) {
      population.push(...proposed.map((architecture, i) => ({ architecture, objective: objectives[i] })));
      population.splice(0, population.length - settings.population);
    },
  };
}

function runTournament(population: readonly Individual[], sample: number, random: Random): Individual {
  const drawn = Array.from({ length: sample }, () => population[randomInteger(random, population.length)]);
  return drawn.reduce((best, each) =>
    (each.objective ?? -Infinity) > (best.objective ?? -Infinity) ? each : best,
  );
}

/** Changes one token: draws a position that can change, then another token for it. */
function mutate(
  { space }: SearchContext,
  architecture: Architecture,
  random: Random,
): Architecture | undefined {
  const positions = findNeighbors(space, architecture).filter((others) => others.length > 0);
  if (positions.length === 0) return undefined;
  const others = positions[randomInteger(random, positions.length)];
  return others[randomInteger(random, others.length)];
}
