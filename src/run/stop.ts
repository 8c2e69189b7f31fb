import { InterruptedError, StoppedError, type UserError } from '../errors';
import type { StopSignal } from './hooks';

/**
 * The error that ends a run on a signal; its class tells by the exit code which one it was.
 *
 * @param rest when it came and what to do, as in `before the next step: ...`
 */
export function stopError(signal: StopSignal, rest: string): UserError {
  return signal === 'SIGINT'
    ? new InterruptedError(`interrupted ${rest}`)
    : new StoppedError(`stopped by ${signal} ${rest}`);
}
