import { InterruptedError, StoppedError, type UserError } from '../errors';
import type { RunHooks, StopSignal } from './hooks';

/**
 * Creates the error that ends a run on a signal. Its class decides the exit code.
 *
 * @param rest when the signal came and what to do, as in `before the next step: ...`
 */
export function createStopError(signal: StopSignal, rest: string): UserError {
  return signal === 'SIGINT'
    ? new InterruptedError(`interrupted ${rest}`)
    : new StoppedError(`stopped by ${signal} ${rest}`);
}

/** Conditions that end a run early. */
export interface StopConditions {
  readonly hooks: Pick<RunHooks, 'stopRequested'>;
  /** The setting run.maxHours; 0: no limit. */
  readonly maxHours: number;
  /** Command that continues the run, such as `nao resume runs/a`. */
  readonly resumeCommand: string;
}

/**
 * Returns the error that ends a run between two steps, after everything is saved, if a stop was requested or the time limit
 * is reached.
 *
 * @param where the run's position, as in `after step 3 of 10`
 * @param seconds since the run was started or resumed
 */
export function findStopError(
  { hooks, maxHours, resumeCommand }: StopConditions,
  where: string,
  seconds: number,
): UserError | undefined {
  const advice = `continue with '${resumeCommand}'`;
  const signal = hooks.stopRequested();
  if (signal !== undefined) return createStopError(signal, `${where}, everything is saved: ${advice}`);
  if (maxHours > 0 && seconds >= maxHours * 3600) {
    return new StoppedError(`stopped ${where}, run.maxHours (${maxHours}) is reached: ${advice}`);
  }
  return undefined;
}
