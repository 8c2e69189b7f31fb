import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { reportFailure } from './report-error';

/**
 * Exits quietly if the result has no reader (EPIPE), as with `nao ... | head`, and with a message if it cannot be written. Progress that
 * cannot be written is lost, and the command continues.
 */
export function handleOutputErrors(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    process.exit(reportFailure({ message: `cannot write the output: ${error.message}`, exitCode: 1 }));
  });
  process.stderr.on('error', () => undefined);
}

/**
 * Prepares for a terminal that is closed during work whose results are files. It fails writes with EIO when it sends SIGHUP.
 *
 * @returns cleanup, called when the work is done and no other thread opens files
 */
export function surviveLostTerminal(): () => void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  let isTerminalLost = false;
  process.stderr.on('error', ({ code }: NodeJS.ErrnoException) => {
    isTerminalLost ||= code === 'EIO';
  });
  return () => {
    if (!isTerminalLost) return;
    // On exit, Node restores the terminals that it started with, and aborts if one is gone. It skips reopened descriptors.
    for (const descriptor of terminals) {
      closeSync(descriptor);
      openSync('/dev/null', 'r+'); // reuses the lowest free descriptor
    }
  };
}
