import { setImmediate } from 'node:timers/promises';
import type { UserError } from '../errors';
import type { RunHooks } from './hooks';
import { findStopError, type StopConditions } from './stop';

/** A computation made of steps. Its state can be saved between any two of them. */
export interface SteppedRun {
  readonly finished: boolean;
  /**
   * Takes the next step and reports its progress.
   *
   * @param findStop returns the error to stop with, for steps that wait for something
   */
  step(findStop: (position: string) => UserError | undefined): StepResult | Promise<StepResult>;
  /** Writes a checkpoint of the current state. */
  saveCheckpoint(): void;
}

/** The result of one step. */
export interface StepResult {
  /** Position in the run, used in the stop message, as in `after step 3 of 10`. */
  readonly position: string;
  readonly checkpointDue: boolean;
}

/** Stop conditions and clock of a step loop. `maxHours` counts from the start of the loop. */
export interface StepLoopOptions extends StopConditions {
  /** Seconds since an arbitrary point in time. */
  clock(): number;
}

/** Longest time in seconds that short steps keep timers and signals of this thread waiting. */
const YIELD_INTERVAL_SECONDS = 0.1;

/**
 * Takes steps until the run is finished. Writes the checkpoints that are due and yields to the event loop
 * regularly.
 *
 * @throws InterruptedError or StoppedError after a checkpoint, if a stop is requested or `maxHours` have
 *   passed
 * @throws any error of a step
 */
export async function runSteps(run: SteppedRun, options: StepLoopOptions): Promise<void> {
  const { clock } = options;
  const start = clock();
  const findStop = (position: string, now = clock()): UserError | undefined =>
    findStopError(options, position, now - start);
  let lastYield = start;
  while (!run.finished) {
    const { position, checkpointDue } = await run.step((where) => findStop(where));
    if (checkpointDue) run.saveCheckpoint();
    if (run.finished) return;
    const now = clock();
    const stop = findStop(position, now);
    if (stop !== undefined) {
      if (!checkpointDue) run.saveCheckpoint();
      throw stop;
    }
    if (now - lastYield > YIELD_INTERVAL_SECONDS) {
      await setImmediate();
      lastYield = clock();
    }
  }
}

/** Reports each phase once, when its first step is reported. */
export class PhaseReporter {
  private current: string | undefined;

  constructor(private readonly hooks: Pick<RunHooks, 'progress'>) {}

  /** @param total steps of the phase */
  report(name: string, total: number): void {
    if (name !== this.current) this.hooks.progress({ kind: 'phase', name, total });
    this.current = name;
  }
}
