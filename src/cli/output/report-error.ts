import { MachineError, UserError } from '../../errors';
import { toUserError } from '../../files/system-errors';
import { escapeLines, formatMessage } from './message';

/** Continuation of a command without a run folder. What it has written before is kept. */
export const SAME_COMMAND = 'run the same command again';

/** Prints why a command failed. @returns the exit code */
export function reportError(thrown: unknown): number {
  const error = toUserError(thrown);
  if (error instanceof MachineError) return reportFailure(error.withContinuation(SAME_COMMAND));
  if (error instanceof UserError) return reportFailure(error);
  return reportBug(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** Prints the message of a user error. @returns the exit code */
export function reportFailure({ message, exitCode }: Pick<UserError, 'message' | 'exitCode'>): number {
  process.stderr.write(`nao: ${formatMessage(message)}\n`);
  return exitCode;
}

/** Prints the stack trace of an unexpected error. @returns the exit code */
export function reportBug(stack: string): number {
  process.stderr.write(
    `nao: internal error, please report it with the stack trace below\n${escapeLines(stack)}\n`,
  );
  return 1;
}
