import path from 'node:path';
import type { TrainConfig } from '../config/load-train';
import { replaceFolder } from '../files/durable';
import type { Checkpoints } from '../run/checkpoints';
import type { RunHooks } from '../run/hooks';
import { PhaseReporter, runSteps, type SteppedRun, type StepResult } from '../run/step-loop';
import type { Direction } from '../statistics/direction';
import type { TrainLogs } from './logs';
import type { TrainState } from './state';
import type { TrainingTask } from './task';

/** Dependencies of a training in a run folder. */
export interface TrainingContext {
  readonly config: TrainConfig;
  /** Path of the run folder. */
  readonly folder: string;
  readonly task: TrainingTask;
  readonly checkpoints: Checkpoints;
  readonly logs: TrainLogs;
  readonly hooks: RunHooks;
  /** Seconds since an arbitrary point in time. */
  clock(): number;
}

/** Prefix of the weight files. */
export const WEIGHTS_PREFIX = 'weights';

/**
 * Trains to the last epoch. Writes checkpoints, the rows of epochs.csv and the weights of the best epoch.
 *
 * @param start state whose weights are loaded already
 * @returns the final state
 * @throws InterruptedError or StoppedError after a checkpoint
 * @throws FailedError if the training cannot continue
 */
export async function runTrainingLoop(context: TrainingContext, start: TrainState): Promise<TrainState> {
  const { config, folder, hooks, clock } = context;
  const training = new SteppedTraining(context, start);
  const { maxHours } = config.run;
  await runSteps(training, { hooks, maxHours, resumeCommand: `nao resume ${folder}`, clock });
  return training.state;
}

/** A training as the step loop runs it. */
class SteppedTraining implements SteppedRun {
  private readonly phases: PhaseReporter;

  constructor(
    private readonly context: TrainingContext,
    public state: TrainState,
  ) {
    this.phases = new PhaseReporter(context.hooks);
  }

  get finished(): boolean {
    return this.state.step >= this.context.task.steps;
  }

  step(): StepResult {
    const { config, task } = this.context;
    const epoch = Math.floor(this.state.step / task.stepsPerEpoch);
    const phase = `epoch ${epoch + 1} of ${task.epochs}`;
    this.phases.report(phase, task.stepsPerEpoch);
    this.state = runTrainingStep(this.context, this.state);
    this.reportStep(phase, this.state.step - epoch * task.stepsPerEpoch);
    const { step } = this.state;
    const isEpochEnd = step % task.stepsPerEpoch === 0;
    if (isEpochEnd) this.state = endEpoch(this.context, this.state);
    return {
      position: `after step ${step} of ${task.steps}`,
      checkpointDue: isEpochEnd || step % config.run.checkpointEverySteps === 0,
    };
  }

  saveCheckpoint(): void {
    this.state = saveTrainingCheckpoint(this.context, this.state);
  }

  /** @param done finished steps of the epoch */
  private reportStep(phase: string, done: number): void {
    const { task, hooks } = this.context;
    const { sums, seconds } = this.state.epoch;
    hooks.progress({
      kind: 'step',
      phase,
      done,
      total: task.stepsPerEpoch,
      speed: { perSecond: (done * task.itemsPerStep) / seconds, items: task.unit },
      secondsLeft: (seconds / done) * (task.stepsPerEpoch - done),
      secondsLeftInRun: (seconds / done) * (task.steps - this.state.step),
      note: `loss ${(sums.loss / done).toFixed(3)}`,
    });
  }
}

function runTrainingStep({ task, clock }: TrainingContext, state: TrainState): TrainState {
  const start = clock();
  const stepSums = task.train(state.step);
  const { sums, seconds } = state.epoch;
  const total: Record<string, number> & { loss: number } = { ...sums };
  for (const [name, value] of Object.entries(stepSums)) total[name] = (total[name] ?? 0) + value;
  return { ...state, step: state.step + 1, epoch: { sums: total, seconds: seconds + clock() - start } };
}

/** Validates, writes the epoch's row and saves the weights if they are the best. */
function endEpoch({ folder, task, logs }: TrainingContext, state: TrainState): TrainState {
  const { stepsPerEpoch, itemsPerStep, unit, score } = task;
  const epoch = state.step / stepsPerEpoch;
  const { sums, seconds } = state.epoch;
  const row = task.createEpochRow(state.step - 1, sums);
  logs.appendEpoch({
    epoch,
    step: state.step,
    ...row,
    [`${unit}_per_s`]: (stepsPerEpoch * itemsPerStep) / seconds,
    seconds,
  });
  const epochScore = row[score.name];
  const isBest = typeof epochScore === 'number' && isBetter(epochScore, state.best?.score, score.direction);
  if (isBest) saveBestWeights(folder, task);
  return {
    ...state,
    epoch: { sums: { loss: 0 }, seconds: 0 },
    best: isBest ? { epoch, score: epochScore } : state.best,
  };
}

/** Returns true if the score beats the best one. A non-finite score never does. */
function isBetter(score: number, bestScore: number | undefined, direction: Direction): boolean {
  if (!Number.isFinite(score)) return false;
  return bestScore === undefined || (direction === 'maximize' ? score > bestScore : score < bestScore);
}

/** Returns the path prefix of the best epoch's weight files. */
export function getBestWeightsPrefix(folder: string): string {
  return path.join(folder, 'best', WEIGHTS_PREFIX);
}

/**
 * Saves the best weights. If the process is killed before the next checkpoint, they are ahead of the last one
 * until the resumed training has computed them again.
 */
function saveBestWeights(folder: string, task: TrainingTask): void {
  replaceFolder(path.dirname(getBestWeightsPrefix(folder)), (temporaryFolder) =>
    task.save(path.join(temporaryFolder, WEIGHTS_PREFIX)),
  );
}

/** Writes a checkpoint of the training's state and weights. @returns the saved state */
export function saveTrainingCheckpoint(
  { config, task, checkpoints, logs }: TrainingContext,
  state: TrainState,
): TrainState {
  const saved = { ...state, settings: config, logs: logs.flush() };
  checkpoints.write(saved, (folder) => task.save(path.join(folder, WEIGHTS_PREFIX)));
  return saved;
}
