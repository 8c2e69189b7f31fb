import { type CostLimit, formatCostLimits, listCostLimits } from '../config/cost-limits';
import type { Objectives } from '../config/schema/objectives';
import type { SearchConfig } from '../config/schema/search';
import { InputError } from '../errors';
import { pluralize } from '../plural';
import { createRandomStream } from '../random';
import { getCost } from '../space/network-cost';
import type { Architecture, NetworkCost, Space } from '../space/space';
import { findNeighbors } from './neighbors';
import { type Scorable, SeenArchitectures } from './seen';

/** Leaves the architectures that are within the limits of a search's objectives. The same object without limits. */
export function limitCosts(scorable: Scorable, space: Space, objectives: Objectives): Scorable {
  const limits = listCostLimits(objectives);
  if (limits.length === 0) return scorable;
  /** By text: searchers of a comparison ask for the same architectures again and again. */
  const known = new Map<string, boolean>();
  return {
    domain: scorable.domain,
    supports(architecture) {
      if (!scorable.supports(architecture)) return false;
      const text = space.format(architecture);
      const isWithin = known.get(text) ?? isWithinLimits(computeCost(space, architecture), limits);
      known.set(text, isWithin);
      return isWithin;
    },
  };
}

function isWithinLimits(cost: NetworkCost, limits: readonly CostLimit[]): boolean {
  return limits.every(({ cost: name, max }) => getCost(cost, name) <= max);
}

function computeCost({ name, referenceNetwork }: Space, architecture: Architecture): NetworkCost {
  if (referenceNetwork === undefined) throw new Error(`the space ${name} counts no costs`);
  return referenceNetwork.computeCost(architecture);
}

/**
 * Checks that enough architectures are within the limits to draw the first pool.
 *
 * @throws InputError naming a limit and the smallest cost found
 */
export function assertEnoughWithinLimits(
  { seed, search: { objectives, poolSize } }: Pick<SearchConfig, 'seed' | 'search'>,
  space: Space,
  scorable: Scorable,
): void {
  const limits = listCostLimits(objectives);
  if (limits.length === 0) return;
  const countDrawn = (from: Scorable): number =>
    new SeenArchitectures(space, from).drawNew(poolSize, createRandomStream(seed, 'pool')).length;
  const found = countDrawn(limitCosts(scorable, space, objectives));
  // A small table or space may have fewer architectures than the pool whatever the limit.
  if (found === poolSize || found === countDrawn(scorable)) return;

  const smallest = limits.map((limit) => ({ ...limit, smallest: findSmallestCost(space, scorable, limit) }));
  const tooLow = smallest.find((limit) => limit.max < limit.smallest);
  if (tooLow !== undefined) {
    throw new InputError(
      `setting '${tooLow.setting}' is ${tooLow.max}, but the smallest architecture found has ${tooLow.smallest} ${tooLow.cost}: raise it`,
    );
  }
  throw new InputError(
    `only ${pluralize(found, 'architecture')} of ${formatCostLimits(limits)} (smallest ${smallest.map((limit) => limit.smallest).join(' and ')}), ` +
      `fewer than search.poolSize (${poolSize}): raise ${smallest.map(({ setting }) => setting).join(' or ')}`,
  );
}

/** Number of random architectures among which the smallest is searched for, unless all can be listed. */
const SAMPLES = 200;

/** Finds the smallest cost of the architectures that can be scored: from the smallest of a table or a sample to smaller neighbors. */
function findSmallestCost(space: Space, scorable: Scorable, { cost: name }: CostLimit): number {
  const cost = (architecture: Architecture): number => getCost(computeCost(space, architecture), name);
  const findSmallest = (among: readonly Architecture[]): Architecture =>
    among.map((each) => ({ each, size: cost(each) })).reduce((a, b) => (b.size < a.size ? b : a)).each;
  const random = createRandomStream(0, 'smallest');
  let smallest = findSmallest(
    scorable.domain ?? new SeenArchitectures(space, scorable).drawNew(SAMPLES, random),
  );
  for (;;) {
    const neighbors = findNeighbors(space, smallest)
      .flat()
      .filter((neighbor) => scorable.supports(neighbor));
    const next = findSmallest([smallest, ...neighbors]);
    if (next === smallest) return cost(smallest);
    smallest = next;
  }
}
