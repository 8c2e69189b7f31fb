import type { StopSignal } from '../run/hooks';
import { STOP_SIGNALS } from './thread-request';

/** Time in milliseconds during which further signals count as duplicates of the first. */
const DUPLICATE_SIGNAL_MS = 1000;

/**
 * Handles the signals that stop a program: the first requests a stop, the second ends the process.
 *
 * @returns cleanup that restores the default handling
 */
export function handleStopSignals(
  onStop: (signal: StopSignal) => void,
  log: (text: string) => void,
): () => void {
  let firstSignalAt: number | undefined;
  const handlers = STOP_SIGNALS.map((signal) => {
    const handler = (): void => {
      if (firstSignalAt !== undefined) {
        // npm forwards a signal that the process group has already received.
        if (performance.now() - firstSignalAt < DUPLICATE_SIGNAL_MS) return;
        // Without handlers, the signal ends the process, and the shell sees which signal it was.
        for (const [name, listener] of handlers) process.removeListener(name, listener);
        process.kill(process.pid, signal);
        return;
      }
      firstSignalAt = performance.now();
      onStop(signal);
      const again = signal === 'SIGINT' ? 'press Ctrl-C again' : 'send it again';
      log(`${signal} received: stopping after the current step (${again} to stop now)`);
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.removeListener(signal, handler);
  };
}
