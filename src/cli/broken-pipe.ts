import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Who reads the output may leave before its end (`nao ... | head`): the process ends with it, and it is no fault of nao. */
export function exitOnBrokenPipe(): void {
  process.stdout.on('error', handleOutputError);
}

function handleOutputError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

/**
 * For work whose results are elsewhere: it goes on, or stops in order, when nobody can read what it tells any more. A
 * closed terminal takes the output away (EIO) as it sends SIGHUP.
 *
 * @returns to be called when the work is done and no other thread opens files
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
    // Node puts terminals back as they were when it ends, and aborts where one is gone; one that was opened anew it leaves.
    for (const descriptor of terminals) {
      closeSync(descriptor);
      openSync('/dev/null', 'r+'); // gets the lowest number that is free
    }
  };
}
