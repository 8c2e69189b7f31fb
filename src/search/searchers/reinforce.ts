import type { Policy } from '../../../controller/policy';
import { randomInteger } from '../../random';
import type { Architecture } from '../../space/space';
import type { Objective, SearchContext, Searcher } from './searcher';

/** Share of the old baseline in the new one. */
const BASELINE_DECAY = 0.9;
/** Consecutive samples of seen architectures before a random one is drawn instead. */
const MAX_REJECTED_SAMPLES = 50;

/**
 * Creates a REINFORCE search with the LSTM policy of ENAS (Pham et al. 2018). The baseline is a moving
 * average of rewards. Resampled architectures are rewarded with their known objective at no cost, because a
 * converged policy must keep learning.
 *
 * @param policy its weights are initialized here
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

  /** Samples until an architecture is unseen. Returns nothing after too many rejected samples. */
  function sampleUnseen(): Architecture[] {
    for (let rejected = 0; rejected < MAX_REJECTED_SAMPLES; rejected++) {
      const sampled = space.fromTokens(policy.sample(random));
      if (seen.markSeen(sampled)) return [sampled];
      const knownObjective = objectives.get(space.canonical(sampled));
      if (knownObjective !== undefined) reward(sampled, knownObjective);
    }
    return [];
  }

  return {
    ask() {
      proposed = sampleUnseen();
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
