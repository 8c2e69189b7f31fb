import { encodeArchitecture } from '../../space/encoding';
import type { Architecture } from '../../space/space';
import {
  createQueryPoint,
  IncrementalGaussianProcess,
  type QueryPoint,
  type RbfKernel,
} from '../../statistics/incremental-gp';
import { fitStandardScaler, type StandardScaler } from '../../statistics/standard-scaler';
import { rankByUcb } from '../../statistics/ucb';
import { selectTargetTransform, type Targets } from '../nao/target-transform';
import { drawInitialSample, type Objective, type SearchContext, type Searcher } from './searcher';

/** Settings of Bayesian optimization. */
export interface BayesianSettings extends RbfKernel {
  /** Random architectures scored before the first model-based proposal. */
  readonly initialSamples: number;
  /** Architectures proposed at a time. */
  readonly batchSize: number;
  /** UCB coefficient: standard deviations added to the predicted mean. */
  readonly ucbBeta: number;
  /** Random candidates per proposal, if the space is too large to enumerate. */
  readonly acquisitionSamples: number;
  /** Targets that the process is fitted to. */
  readonly targets: Targets;
}

/**
 * Creates a Bayesian optimization: a Gaussian process with an RBF kernel on architecture features, maximizing
 * the upper confidence bound (Srinivas et al. 2010). NAO (Luo et al. 2018) names it as a baseline in section
 * 2.
 */
export function createBayesianSearcher(context: SearchContext, settings: BayesianSettings): Searcher {
  return new BayesianSearcher(context, settings);
}

class BayesianSearcher implements Searcher {
  private readonly gp: IncrementalGaussianProcess;
  private readonly scaler: StandardScaler;
  private readonly queryPoints = new Map<string, QueryPoint>();
  /** Objectives of the rows of the process, in their order. */
  private readonly objectives: number[] = [];
  private proposed: readonly Architecture[] = [];
  private rounds = 0;

  constructor(
    private readonly context: SearchContext,
    private readonly settings: BayesianSettings,
  ) {
    this.gp = new IncrementalGaussianProcess(settings);
    // Fitted before anything is drawn, so that the scaler sees the whole space or a sample of all of it.
    this.scaler = fitStandardScaler(
      this.listCandidates('scale').map((architecture) => encodeArchitecture(context.space, architecture)),
    );
  }

  ask(): readonly Architecture[] {
    this.rounds += 1;
    if (this.rounds === 1) this.proposed = drawInitialSample(this.context, this.settings.initialSamples);
    else if (this.objectives.length === 0) this.proposed = this.drawRandom();
    else this.proposed = this.maximizeUcb();
    return this.proposed;
  }

  tell(objectives: readonly Objective[]): void {
    this.proposed.forEach((architecture, i) => {
      const objective = objectives[i];
      if (objective === undefined) return;
      this.gp.add(this.toQueryPoint(architecture).row);
      this.objectives.push(objective);
    });
  }

  private maximizeUcb(): Architecture[] {
    const { targets, ucbBeta, batchSize } = this.settings;
    const candidates = this.listCandidates('candidates', this.rounds);
    const { toTarget } = selectTargetTransform(targets)(this.objectives, {
      name: 'objective',
      direction: 'maximize',
    });
    const posterior = this.gp.fit(this.objectives.map(toTarget));
    const points = candidates.map((architecture) => this.toQueryPoint(architecture));
    const predictions = {
      means: points.map((point) => posterior.mean(point)),
      std: (i: number): number => posterior.std(points[i]),
      maxStd: posterior.priorStd,
    };
    const chosen: Architecture[] = [];
    for (const i of rankByUcb(predictions, ucbBeta)) {
      if (chosen.length === batchSize) break;
      if (this.context.seen.markSeen(candidates[i])) chosen.push(candidates[i]);
    }
    // All sampled candidates may have been seen already.
    return chosen.length > 0 ? chosen : this.drawRandom();
  }

  private listCandidates(...streamName: (string | number)[]): Architecture[] {
    const { seen, stream } = this.context;
    return seen.listCandidates(this.settings.acquisitionSamples, stream(...streamName));
  }

  private drawRandom(): Architecture[] {
    const { seen, stream } = this.context;
    return seen.drawNew(this.settings.batchSize, stream('fill', this.rounds));
  }

  private toQueryPoint(architecture: Architecture): QueryPoint {
    const { space } = this.context;
    const text = space.format(architecture);
    const cached = this.queryPoints.get(text);
    if (cached !== undefined) return cached;
    const point = createQueryPoint(this.scaler.transform(encodeArchitecture(space, architecture)));
    this.queryPoints.set(text, point);
    return point;
  }
}
