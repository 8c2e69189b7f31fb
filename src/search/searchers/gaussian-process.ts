import { featuresOf } from '../../space/features';
import type { Architecture } from '../../space/space';
import { fitGaussianProcess, type KernelGrid } from '../../statistics/gaussian-process';
import { standardiser } from '../../statistics/standardise';
import { highestBounds } from '../../statistics/upper-bounds';
import { firstDraw, type Searcher, type SearchTask } from './searcher';

/** Settings of the Bayesian optimisation. */
export interface BayesianSettings {
  /** Random architectures before the process is asked. */
  readonly starts: number;
  /** Architectures proposed at a time. */
  readonly batch: number;
  /** Standard deviations added to the mean: how much what is uncertain is worth. */
  readonly exploration: number;
  /** Random architectures to choose from, where the space is too large to be listed. */
  readonly candidates: number;
  /** Of one kernel, or of several, of which the likeliest is taken in each round. */
  readonly kernels: KernelGrid;
}

/**
 * One kernel, since the likelihood of a few dozen scores would have it that they are without noise, and finds less: scores of
 * a short training are noisy.
 */
const SETTINGS: BayesianSettings = {
  starts: 20,
  batch: 5,
  exploration: 2,
  candidates: 5000,
  kernels: { lengthScales: [1], noises: [0.1] },
};

interface Scored {
  readonly row: Float64Array;
  readonly merit: number;
}

/**
 * Bayesian optimisation: a Gaussian process with a squared exponential kernel over the architecture's features, and of all
 * candidates those with the highest upper confidence bound (Srinivas et al. 2010). The rival that the paper's section 2
 * sets itself against.
 */
export function gaussianProcessSearcher(task: SearchTask, settings: BayesianSettings = SETTINGS): Searcher {
  const { space, considered } = task;
  const rows = new Map<string, Float64Array>();
  const scored: Scored[] = [];
  // Before anything is drawn: of all there is, or of a sample of it.
  const scale = standardiser(
    considered
      .candidates(settings.candidates, task.stream('scale'))
      .map((architecture) => featuresOf(space, architecture)),
  );
  let proposed: readonly Architecture[] = [];
  let rounds = 0;

  function rowOf(architecture: Architecture): Float64Array {
    const text = space.format(architecture);
    const known = rows.get(text);
    if (known !== undefined) return known;
    const row = scale.apply(featuresOf(space, architecture));
    rows.set(text, row);
    return row;
  }

  function mostPromising(): Architecture[] {
    const candidates = considered.candidates(settings.candidates, task.stream('candidates', rounds));
    const process = fitGaussianProcess(
      scored.map(({ row }) => row),
      scored.map(({ merit }) => merit),
      settings.kernels,
    );
    const asked = candidates.map(rowOf);
    const expectation = {
      means: asked.map((row) => process.mean(row)),
      deviation: (i: number): number => process.deviation(asked[i]),
      largestDeviation: process.priorDeviation,
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
      else if (scored.length === 0)
        proposed = considered.drawNew(settings.batch, task.stream('fill', rounds));
      else proposed = mostPromising();
      return proposed;
    },
    observe(merits) {
      proposed.forEach((architecture, i) => {
        const merit = merits[i];
        if (merit !== undefined) scored.push({ row: rowOf(architecture), merit });
      });
    },
  };
}
