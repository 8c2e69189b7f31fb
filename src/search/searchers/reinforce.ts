import type { Policy } from '../../../controller/policy';
import { randomInteger } from '../../random';
import type { Architecture } from '../../space/space';
import type { Objective, SearchContext, Searcher } from './searcher';

/** Share of the old baseline in the new one. */
const BASELINE_DECAY = 0.9;
/** Samples in a row that may all be known before a random architecture takes their place. */
const MAX_REJECTED_SAMPLES = 50;

/**
 * REINFORCE with the LSTM policy of ENAS (Pham et al. 2018), its baseline a moving average of rewards. An architecture that
 * it draws again is rewarded again from memory, which costs nothing: a policy that has settled must not stop to learn.
 *
 * @param policy its weights are set anew
 */
export function createReinforceSearcher(context: SearchContext, policy: Policy): Searcher {
  const { space, seen } = context;
  const random = context.stream('policy');
  const objectives = new Map<string, number>();
  let baseline: number | undefined;
  let proposed: Architecture[] = [];
  policy.initialize(randomInteger(context.stream('weights'), 2 ** 31));

  function reward(architecture: Architecture, objective: number): void {
    if (baseline !== undefined) policy.reinforce(space.toTokens(architecture), objective - baseline);
    baseline =
      baseline === undefined ? objective : BASELINE_DECAY * baseline + (1 - BASELINE_DECAY) * objective;
  }

  return {
    ask() {
      proposed = [];
      for (let rejected = 0; rejected < MAX_REJECTED_SAMPLES && proposed.length === 0; rejected++) {
        const drawn = space.fromTokens(policy.sample(random));
        if (seen.markSeen(drawn)) {
          proposed = [drawn];
          continue;
        }
        const knownObjective = objectives.get(space.canonical(drawn));
        if (knownObjective !== undefined) reward(drawn, knownObjective);
      }
      if (proposed.length === 0) proposed = seen.drawNew(1, random);
      return proposed;
    },
    tell(observed: readonly Objective[]) {
      proposed.forEach((architecture, i) => {
        const objective = observed[i];
        if (objective === undefined) return;
        objectives.set(space.canonical(architecture), objective);
        reward(architecture, objective);
      });
    },
  };
}
