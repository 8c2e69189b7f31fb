import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { reportFailure } from './report-error';

/** Exits quietly on a broken pipe (EPIPE), as with `nao ... | head`, and with a message if the output cannot be written. */
export function exitOnBrokenPipe(): void {
  process.stdout.on('error', handleOutputError);
}

function handleOutputError(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? undefined : reportLostOutput(error));
}

/** Prints that output is lost. @returns the exit code */
function reportLostOutput({ message }: Error): number {
  return reportFailure({ message: `cannot write the output: ${message}`, exitCode: 1 });
}

/**
 * Ignores a broken pipe, for work whose results are files: it continues, or stops with a checkpoint, without a reader. A closed
 * terminal fails writes with EIO when it sends SIGHUP. Output lost for another reason, such as a full disk, is reported at the end.
 *
 * @returns cleanup, called when the work is done and no other thread opens files. It sets the exit code if output is lost
 */
export function surviveBrokenPipe(): () => void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  let isTerminalLost = false;
  let lost: Error | undefined;
  const ignore = ({ code }: NodeJS.ErrnoException): void => {
    isTerminalLost ||= code === 'EIO';
  };
  process.stdout.off('error', handleOutputError);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EIO' && error.code !== 'EPIPE') lost ??= error;
  });
  for (const output of [process.stdout, process.stderr]) output.on('error', ignore);
  return () => {
    if (lost !== undefined) process.exitCode = process.exitCode || reportLostOutput(lost);
    if (!isTerminalLost) return;
    // On exit, Node restores the terminals that it started with, and aborts if one is gone. It skips reopened descriptors.
    for (const descriptor of terminals) {
      closeSync(descriptor);
      openSync('/dev/null', 'r+'); // reuses the lowest free descriptor
    }
  };
}
