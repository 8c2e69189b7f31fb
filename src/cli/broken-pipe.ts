import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { reportFailure } from './report-error';

/** Exits quietly on a broken pipe (EPIPE), as with `nao ... | head`, and with a message if the output cannot be written. */
export function exitOnBrokenPipe(): void {
  process.stdout.on('error', handleOutputError);
}

function handleOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  process.exit(reportFailure({ message: `cannot write the output: ${error.message}`, exitCode: 1 }));
}

/**
 * Ignores a broken pipe, for work whose results are files: it continues, or stops with a checkpoint, without a reader. A closed
 * terminal fails writes with EIO when it sends SIGHUP.
 *
 * @returns cleanup, called when the work is done and no other thread opens files
 */
export function surviveBrokenPipe(): () => void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  let isTerminalLost = false;
  const ignore = ({ code }: NodeJS.ErrnoException): void => {
    isTerminalLost ||= code === 'EIO';
  };
  process.stdout.off('error', handleOutputError);
  for (const output of [process.stdout, process.stderr]) output.on('error', ignore);
  return () => {
    if (!isTerminalLost) return;
    // On exit, Node restores the terminals that it started with, and aborts if one is gone. It skips reopened descriptors.
    for (const descriptor of terminals) {
      closeSync(descriptor);
      openSync('/dev/null', 'r+'); // reuses the lowest free descriptor
    }
  };
}
