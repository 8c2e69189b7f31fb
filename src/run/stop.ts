import { InterruptedError, StoppedError, type UserError } from '../errors';
import type { RunHooks, StopSignal } from './hooks';

/**
 * The error that ends a run on a signal; its class tells by the exit code which one it was.
 *
 * @param rest when it came and what to do, as in `before the next step: ...`
 */
export function createStopError(signal: StopSignal, rest: string): UserError {
  return signal === 'SIGINT'
    ? new InterruptedError(`interrupted ${rest}`)
    : new StoppedError(`stopped by ${signal} ${rest}`);
}

/** What may end a run before its end. */
export interface StopConditions {
  readonly hooks: Pick<RunHooks, 'stopRequested'>;
  /** The setting run.maxHours; 0: no limit. */
  readonly maxHours: number;
  /** How to go on, such as `nao resume runs/a`. */
  readonly resumeCommand: string;
}

/**
 * The error that ends a run between two of its steps, everything saved, where a stop was asked for or its hours are over.
 *
 * @param where it stands, as in `after step 3 of 10`
 * @param seconds that it has taken since it was begun or resumed
 */
export function findStopError(
  { hooks, maxHours, resumeCommand }: StopConditions,
  where: string,
  seconds: number,
): UserError | undefined {
  const howToResume = `: go on with '${resumeCommand}'`;
  const signal = hooks.stopRequested();
  if (signal !== undefined) return createStopError(signal, `${where}, everything is saved${howToResume}`);
  if (maxHours > 0 && seconds >= maxHours * 3600) {
    return new StoppedError(
      `stopped ${where}, since the ${maxHours} hours of run.maxHours are over${howToResume}`,
    );
  }
  return undefined;
}
