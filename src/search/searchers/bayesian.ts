import { featuresOf } from '../../space/encoding';
import type { Architecture } from '../../space/space';
import { growingProcess, type Kernel, type Place, placeOf } from '../../statistics/incremental-gp';
import { standardiser } from '../../statistics/standard-scaler';
import { highestBounds } from '../../statistics/ucb';
import { scaleOf, type Targets } from '../nao/target-transform';
import { firstDraw, type Searcher, type SearchTask } from './searcher';

/** Settings of the Bayesian optimisation. */
export interface BayesianSettings extends Kernel {
  /** Random architectures before the process is asked. */
  readonly starts: number;
  /** Architectures proposed at a time. */
  readonly batch: number;
  /** Standard deviations added to the mean: how much what is uncertain is worth. */
  readonly exploration: number;
  /** Random architectures to choose from, where the space is too large to be listed. */
  readonly candidates: number;
  /** What the process learns of the merits. */
  readonly targets: Targets;
}

/**
 * Bayesian optimisation: a Gaussian process with a squared exponential kernel over the architecture's features, and of all
 * candidates those with the highest upper confidence bound (Srinivas et al. 2010). The rival that the paper's section 2
 * sets itself against.
 */
export function gaussianProcessSearcher(task: SearchTask, settings: BayesianSettings): Searcher {
  const { space, considered } = task;
  const places = new Map<string, Place>();
  const process = growingProcess(settings);
  /** Of the rows that the process has learned. */
  const known: number[] = [];
  // Before anything is drawn: of all there is, or of a sample of it.
  const scale = standardiser(
    considered
      .candidates(settings.candidates, task.stream('scale'))
      .map((architecture) => featuresOf(space, architecture)),
  );
  let proposed: readonly Architecture[] = [];
  let rounds = 0;

  function placeIn(architecture: Architecture): Place {
    const text = space.format(architecture);
    const there = places.get(text);
    if (there !== undefined) return there;
    const place = placeOf(scale.apply(featuresOf(space, architecture)));
    places.set(text, place);
    return place;
  }

  function mostPromising(): Architecture[] {
    const candidates = considered.candidates(settings.candidates, task.stream('candidates', rounds));
    const { toTarget } = scaleOf(settings.targets)(known, { name: 'merit', better: 'higher' });
    const fit = process.fit(known.map(toTarget));
    const asked = candidates.map(placeIn);
    const expectation = {
      means: asked.map((place) => fit.mean(place)),
      deviation: (i: number): number => fit.deviation(asked[i]),
      largestDeviation: fit.priorDeviation,
    };
    const chosen = highestBounds(expectation, settings.exploration, settings.batch)
      .map((i) => candidates[i])
      .filter((architecture) => considered.admit(architecture));
    // Where candidates are sampled, all of them may happen to be known.
    return chosen.length > 0 ? chosen : considered.drawNew(settings.batch, task.stream('fill', rounds));
  }

  return {
    propose() {
      rounds += 1;
      if (rounds === 1) proposed = firstDraw(task, settings.starts);
      else if (known.length === 0) proposed = considered.drawNew(settings.batch, task.stream('fill', rounds));
      else proposed = mostPromising();
      return proposed;
    },
    observe(merits) {
      proposed.forEach((architecture, i) => {
        const merit = merits[i];
        if (merit === undefined) return;
        process.learn(placeIn(architecture).row);
        known.push(merit);
      });
    },
  };
}
