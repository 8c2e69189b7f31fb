import type { Controller } from '../../controller/controller';
import type { UserError } from '../errors';
import type { Evaluator, FinalMetric } from '../evaluators/evaluator';
import type { RunHooks } from '../run/hooks';
import { PhaseReporter, runSteps, type SteppedRun, type StepResult } from '../run/step-loop';
import { findStopError } from '../run/stop';
import { saveWeights } from './checkpoint';
import { createEtaEstimator, type EtaEstimator, EtaLogger } from './eta';
import type { NaoSearch, PendingStep, SearchStep } from './nao/nao-search';
import type { SearchSettings } from './nao/phase';
import type { BestCandidate } from './nao/pool';
import type { SearchState } from './nao/state';
import { waitOrStop } from './wait';

/** Dependencies of the search loop. */
export interface LoopOptions {
  readonly config: SearchSettings;
  readonly search: NaoSearch;
  readonly evaluator: Evaluator;
  readonly controller: Controller;
  readonly store: CheckpointStore;
  readonly hooks: RunHooks;
  /** Seconds since an arbitrary point in time. `run.maxHours` counts from the start of the loop. */
  clock(): number;
  /** Command that resumes the search after a stop, such as `nao resume runs/a`. */
  readonly resumeCommand: string;
}

/**
 * Runs a search to its end, with checkpoints, progress and the best architecture so far. The current state
 * must be in a checkpoint already, so that the search can stop before its first step.
 *
 * @throws InterruptedError or StoppedError after a checkpoint, if a stop is requested or `run.maxHours` have
 *   passed
 * @throws FailedError if the search fails; the last checkpoint is kept
 */
export async function runLoop(options: LoopOptions): Promise<void> {
  const { search, config, hooks, clock, resumeCommand } = options;
  const loopOptions = { hooks, maxHours: config.run.maxHours, resumeCommand, clock };
  // The first step is slow: check for a stop before it.
  const stop = search.finished ? undefined : findStopError(loopOptions, 'before the next step', 0);
  if (stop !== undefined) throw stop;
  await runSteps(new SteppedSearch(options), loopOptions);
}

/** A NAO search as the step loop runs it. */
class SteppedSearch implements SteppedRun {
  private readonly eta: EtaEstimator;
  private readonly etaLogger: EtaLogger;
  private readonly phases: PhaseReporter;

  constructor(private readonly options: LoopOptions) {
    const { config, evaluator, hooks } = options;
    this.eta = createEtaEstimator(config, evaluator);
    this.etaLogger = new EtaLogger((text) => hooks.progress({ kind: 'log', text, isProgress: true }));
    this.phases = new PhaseReporter(hooks);
  }

  get finished(): boolean {
    return this.options.search.finished;
  }

  async step(findStop: (position: string) => UserError | undefined): Promise<StepResult> {
    const { search, clock } = this.options;
    const start = clock();
    const pending = search.getPending();
    if (pending !== undefined) await this.waitFor(pending, findStop);
    const step = search.step();
    this.eta.add(step, clock() - start);
    this.reportStep(step, pending !== undefined);
    this.etaLogger.log(step, () => this.eta.secondsLeft(search.state));
    return {
      position: `after ${step.phase} ${step.done} of ${step.total} in round ${step.round + 1}`,
      checkpointDue: step.checkpointDue,
    };
  }

  saveCheckpoint(): void {
    saveSearchCheckpoint(this.options);
  }

  private async waitFor(
    pending: PendingStep,
    findStop: (position: string) => UserError | undefined,
  ): Promise<void> {
    const { evaluator, hooks } = this.options;
    const { done, total, round } = pending;
    const phase = this.reportPhase(pending);
    const { secondsPerStep } = this.eta.speed(pending.phase);
    const timeLeft = secondsPerStep === undefined ? {} : { secondsLeft: secondsPerStep * (total - done) };
    const stop = await waitOrStop(pending.whenReady, () => {
      const note = evaluator.asyncScoring?.progressText();
      hooks.progress({ kind: 'step', phase, done, total, ...timeLeft, note });
      return findStop(`with ${done} of ${total} scored in round ${round + 1}`);
    });
    if (stop === undefined) return;
    this.saveCheckpoint();
    throw stop;
  }

  /** @param hasWaited the step includes time spent waiting, so its speed is not reported */
  private reportStep(step: SearchStep, hasWaited: boolean): void {
    const { evaluator, hooks, search } = this.options;
    const { itemsPerSecond, secondsPerStep } = this.eta.speed(step.phase);
    const items = step.phase === 'learn' ? 'architectures' : evaluator.unit;
    const secondsLeftInRun = this.eta.secondsLeft(search.state);
    hooks.progress({
      kind: 'step',
      phase: this.reportPhase(step),
      done: step.done,
      total: step.total,
      ...(itemsPerSecond === undefined || hasWaited ? {} : { speed: { perSecond: itemsPerSecond, items } }),
      ...(secondsPerStep === undefined ? {} : { secondsLeft: secondsPerStep * (step.total - step.done) }),
      ...(secondsLeftInRun > 0 ? { secondsLeftInRun } : {}),
      ...(step.note === undefined ? {} : { note: step.note }),
    });
  }

  /** Returns the phase's name. */
  private reportPhase({ round, phase, total }: Pick<SearchStep, 'round' | 'phase' | 'total'>): string {
    const name = `round ${round + 1} of ${this.options.config.search.rounds}: ${phase}`;
    this.phases.report(name, total);
    return name;
  }
}

/** Writes a checkpoint of the search's state and weights. */
export function saveSearchCheckpoint({ search, evaluator, controller, store }: LoopOptions): void {
  // Best first: a process killed between the writes must not leave a best older than the checkpoint.
  store.writeBest(search.best());
  store.writeCheckpoint(search.state, (folder) =>
    saveWeights({ evaluator, controller }, search.state, folder),
  );
}

/** Persistent storage of a search's checkpoints and best architecture. */
export interface CheckpointStore {
  /**
   * Writes a checkpoint atomically: the state, the positions of the logs and the weight files.
   *
   * @param saveWeights writes the weight files into the folder that it is given
   */
  writeCheckpoint(state: SearchState, saveWeights: (folder: string) => void): void;
  /**
   * Replaces the best architecture.
   *
   * @param best undefined if no architecture has a score; any earlier best is then removed
   * @param reported the final metric of a finished search
   */
  writeBest(best: BestCandidate | undefined, reported?: FinalMetric): void;
}
