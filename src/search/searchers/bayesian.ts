import { encodeArchitecture } from '../../space/encoding';
import type { Architecture } from '../../space/space';
import {
  createQueryPoint,
  IncrementalGaussianProcess,
  type QueryPoint,
  type RbfKernel,
} from '../../statistics/incremental-gp';
import { fitStandardScaler } from '../../statistics/standard-scaler';
import { selectTopByUcb } from '../../statistics/ucb';
import { selectTargetTransform, type Targets } from '../nao/target-transform';
import { drawInitialSample, type SearchContext, type Searcher } from './searcher';

/** Settings of the Bayesian optimization. */
export interface BayesianSettings extends RbfKernel {
  /** Random architectures before the process is asked. */
  readonly initialSamples: number;
  /** Architectures proposed at a time. */
  readonly batchSize: number;
  /** Standard deviations added to the mean: how much what is uncertain is worth. */
  readonly ucbBeta: number;
  /** Random architectures to choose from, where the space is too large to be listed. */
  readonly acquisitionSamples: number;
  /** What the process learns of the objectives. */
  readonly targets: Targets;
}

/**
 * Bayesian optimization: a Gaussian process with a squared exponential kernel over the architecture's features, and of all
 * candidates those with the highest upper confidence bound (Srinivas et al. 2010). The rival that the paper's section 2
 * sets itself against.
 */
export function createBayesianSearcher(context: SearchContext, settings: BayesianSettings): Searcher {
  const { space, seen } = context;
  const queryPoints = new Map<string, QueryPoint>();
  const gp = new IncrementalGaussianProcess(settings);
  /** Of the rows that the process has learned. */
  const knownObjectives: number[] = [];
  // Before anything is drawn: of all there is, or of a sample of it.
  const scaler = fitStandardScaler(
    seen
      .listCandidates(settings.acquisitionSamples, context.stream('scale'))
      .map((architecture) => encodeArchitecture(space, architecture)),
  );
  let proposed: readonly Architecture[] = [];
  let rounds = 0;

  function toQueryPoint(architecture: Architecture): QueryPoint {
    const text = space.format(architecture);
    const cached = queryPoints.get(text);
    if (cached !== undefined) return cached;
    const point = createQueryPoint(scaler.transform(encodeArchitecture(space, architecture)));
    queryPoints.set(text, point);
    return point;
  }

  function maximizeUcb(): Architecture[] {
    const candidates = seen.listCandidates(settings.acquisitionSamples, context.stream('candidates', rounds));
    const { toTarget } = selectTargetTransform(settings.targets)(knownObjectives, {
      name: 'objective',
      direction: 'maximize',
    });
    const posterior = gp.fit(knownObjectives.map(toTarget));
    const points = candidates.map(toQueryPoint);
    const predictions = {
      means: points.map((point) => posterior.mean(point)),
      std: (i: number): number => posterior.std(points[i]),
      maxStd: posterior.priorStd,
    };
    const chosen = selectTopByUcb(predictions, settings.ucbBeta, settings.batchSize)
      .map((i) => candidates[i])
      .filter((architecture) => seen.markSeen(architecture));
    // Where candidates are sampled, all of them may happen to be known.
    return chosen.length > 0 ? chosen : seen.drawNew(settings.batchSize, context.stream('fill', rounds));
  }

  return {
    ask() {
      rounds += 1;
      if (rounds === 1) proposed = drawInitialSample(context, settings.initialSamples);
      else if (knownObjectives.length === 0)
        proposed = seen.drawNew(settings.batchSize, context.stream('fill', rounds));
      else proposed = maximizeUcb();
      return proposed;
    },
    tell(objectives) {
      proposed.forEach((architecture, i) => {
        const objective = objectives[i];
        if (objective === undefined) return;
        gp.add(toQueryPoint(architecture).row);
        knownObjectives.push(objective);
      });
    },
  };
}
