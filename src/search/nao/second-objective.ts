import type { Objectives } from '../../config/schema/objectives';
import { type CostName, getCost } from '../../space/network-cost';
import type { Architecture, Space } from '../../space/space';

/** Cost that a search minimizes beside the score. */
export interface SecondObjective {
  readonly name: CostName;
  cost(architecture: Architecture): number;
}

/** Creates the second objective; undefined if the score is the only one. */
export function createSecondObjective(
  { minimize }: Objectives,
  { name: spaceName, referenceNetwork }: Space,
): SecondObjective | undefined {
  if (minimize === 'none') return undefined;
  if (referenceNetwork === undefined) throw new Error(`the space ${spaceName} counts no costs`);
  /** Every ranking asks for the costs of the whole pool. */
  const known = new WeakMap<Architecture, number>();
  return {
    name: minimize,
    cost(architecture) {
      const cost = known.get(architecture) ?? getCost(referenceNetwork.computeCost(architecture), minimize);
      known.set(architecture, cost);
      return cost;
    },
  };
}
