import { integer, type Random } from '../../random';
import type { Architecture } from '../../space/space';
import { neighbours } from '../neighbors';
import { firstDraw, type Merit, type Searcher, type SearchTask } from './searcher';

/** Settings of regularised evolution. */
export interface EvolutionSettings {
  /** Architectures that are alive at a time. */
  readonly population: number;
  /** Of these drawn for a tournament, with replacement. */
  readonly sample: number;
}

/** Mutations of a parent that may all be known before a random architecture takes their place. */
const VAIN_MUTATIONS = 100;

interface Individual {
  readonly architecture: Architecture;
  readonly merit: Merit;
}

/**
 * Regularised evolution (Real, Aggarwal, Huang, Le 2019, algorithm 1): the best of a random sample of the population has a
 * child with one token changed, and the oldest dies. A mutation that is known already is drawn again.
 */
export function evolutionSearcher(
  task: SearchTask,
  settings: EvolutionSettings = { population: 10, sample: 3 },
): Searcher {
  const random = task.stream('evolution');
  const population: Individual[] = [];
  let proposed: readonly Architecture[] = [];

  function child(): Architecture[] {
    const parent = tournament(population, settings.sample, random);
    for (let vain = 0; vain < VAIN_MUTATIONS; vain++) {
      const mutated = mutate(task, parent.architecture, random);
      if (mutated !== undefined && task.considered.admit(mutated)) return [mutated];
    }
    return task.considered.drawNew(1, random);
  }

  return {
    propose() {
      proposed = population.length === 0 ? firstDraw(task, settings.population) : child();
      return proposed;
    },
    observe(merits) {
      population.push(...proposed.map((architecture, i) => ({ architecture, merit: merits[i] })));
      population.splice(0, population.length - settings.population);
    },
  };
}

function tournament(population: readonly Individual[], sample: number, random: Random): Individual {
  const drawn = Array.from({ length: sample }, () => population[integer(random, population.length)]);
  return drawn.reduce((best, each) => ((each.merit ?? -Infinity) > (best.merit ?? -Infinity) ? each : best));
}

/** One token changed: a position drawn of those that can change, then another token for it. */
function mutate({ space }: SearchTask, architecture: Architecture, random: Random): Architecture | undefined {
  const positions = neighbours(space, architecture).filter((others) => others.length > 0);
  if (positions.length === 0) return undefined;
  const others = positions[integer(random, positions.length)];
  return others[integer(random, others.length)];
}
