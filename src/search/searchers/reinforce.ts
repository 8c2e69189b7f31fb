import type { Policy } from '../../../controller/policy';
import { integer } from '../../random';
import type { Architecture } from '../../space/space';
import type { Merit, Searcher, SearchTask } from './searcher';

/** Share of the old baseline in the new one. */
const BASELINE_DECAY = 0.9;
/** Samples in a row that may all be known before a random architecture takes their place. */
const VAIN_SAMPLES = 50;

/**
 * REINFORCE with the LSTM policy of ENAS (Pham et al. 2018), its baseline a moving average of rewards. An architecture that
 * it draws again is rewarded again from memory, which costs nothing: a policy that has settled must not stop to learn.
 *
 * @param policy its weights are set anew
 */
export function reinforceSearcher(task: SearchTask, policy: Policy): Searcher {
  const { space, considered } = task;
  const random = task.stream('policy');
  const merits = new Map<string, number>();
  let baseline: number | undefined;
  let proposed: Architecture[] = [];
  policy.initialise(integer(task.stream('weights'), 2 ** 31));

  function reward(architecture: Architecture, merit: number): void {
    if (baseline !== undefined) policy.reinforce(space.toTokens(architecture), merit - baseline);
    baseline = baseline === undefined ? merit : BASELINE_DECAY * baseline + (1 - BASELINE_DECAY) * merit;
  }

  return {
    propose() {
      proposed = [];
      for (let vain = 0; vain < VAIN_SAMPLES && proposed.length === 0; vain++) {
        const drawn = space.fromTokens(policy.sample(random));
        if (considered.admit(drawn)) {
          proposed = [drawn];
          continue;
        }
        const known = merits.get(space.canonical(drawn));
        if (known !== undefined) reward(drawn, known);
      }
      if (proposed.length === 0) proposed = considered.drawNew(1, random);
      return proposed;
    },
    observe(observed: readonly Merit[]) {
      proposed.forEach((architecture, i) => {
        const merit = observed[i];
        if (merit === undefined) return;
        merits.set(space.canonical(architecture), merit);
        reward(architecture, merit);
      });
    },
  };
}
