import { isatty } from 'node:tty';
import type { StopSignal } from '../../run/hooks';
import { STOP_SIGNALS } from './thread-request';

/** Time in milliseconds during which further signals count as duplicates of the first. */
const DUPLICATE_SIGNAL_MS = 1000;

/** Passes over SIGHUP where no terminal can be closed. Node sets the signal, which nohup ignores, back to its default. */
export function ignoreHangupWithoutTerminal(): void {
  if (!hasTerminal()) process.on('SIGHUP', () => undefined);
}

/**
 * Handles the signals that stop a program: the first requests a stop, the second ends the process.
 *
 * @returns cleanup that restores the default handling, unless a signal has arrived, which ends the process soon
 */
export function handleStopSignals(
  onStop: (signal: StopSignal) => void,
  log: (text: string) => void,
): () => void {
  let firstSignalAt: number | undefined;
  const handlers = listStopSignals().map((signal) => {
    const handler = (): void => {
      if (firstSignalAt !== undefined) {
        // npm forwards a signal that the process group has already received.
        if (performance.now() - firstSignalAt < DUPLICATE_SIGNAL_MS) return;
        // Without handlers, the signal ends the process, and the shell sees which signal it was.
        removeHandlers();
        process.kill(process.pid, signal);
        return;
      }
      firstSignalAt = performance.now();
      onStop(signal);
      const again = signal === 'SIGINT' ? 'press Ctrl-C again' : 'send it again';
      log(`${signal} received: stopping after the current step (${again} to stop now)`);
      // A natural end restores the default handling first, so that a duplicate would change the exit code.
      process.once('beforeExit', () => process.exit());
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  function removeHandlers(): void {
    for (const [signal, handler] of handlers) process.removeListener(signal, handler);
  }
  return () => {
    if (firstSignalAt === undefined) removeHandlers();
  };
}

/** Lists the signals that stop a program: SIGHUP only where a terminal can be closed. */
export function listStopSignals(): StopSignal[] {
  return STOP_SIGNALS.filter((signal) => signal !== 'SIGHUP' || hasTerminal());
}

function hasTerminal(): boolean {
  return [0, 1, 2].some((descriptor) => isatty(descriptor));
}
