import type { StopSignal } from '../run/hooks';
import { STOP_SIGNALS } from './thread-request';

/** How long after a signal the same one is taken for its echo, in milliseconds. */
const DUPLICATE_SIGNAL_MS = 1000;

/**
 * Takes the signals that stop a program: the first asks it to, the second ends the process.
 *
 * @returns lets the signals do again what they do without this
 */
export function handleStopSignals(
  onStop: (signal: StopSignal) => void,
  log: (text: string) => void,
): () => void {
  let firstSignalAt: number | undefined;
  const handlers = STOP_SIGNALS.map((signal) => {
    const handler = (): void => {
      if (firstSignalAt !== undefined) {
        // A signal to the whole group of processes comes a second time from npm, which passes it on.
        if (performance.now() - firstSignalAt < DUPLICATE_SIGNAL_MS) return;
        // The default of a signal that nobody takes; its exit code is the shell's matter.
        for (const [each, other] of handlers) process.removeListener(each, other);
        process.kill(process.pid, signal);
        return;
      }
      firstSignalAt = performance.now();
      onStop(signal);
      log(`${signal}: stopping as soon as what is under way is done; once more stops at once`);
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.removeListener(signal, handler);
  };
}
