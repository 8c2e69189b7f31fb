import type { StopSignal } from '../run/hooks';
import { STOP_SIGNALS } from './thread-request';

/** How long after a signal the same one is taken for its echo, in milliseconds. */
const ECHO_MS = 1000;

/**
 * Takes the signals that stop a program: the first asks it to, the second ends the process.
 *
 * @returns lets the signals do again what they do without this
 */
export function takeSignals(ask: (signal: StopSignal) => void, say: (text: string) => void): () => void {
  let first: number | undefined;
  const takers = STOP_SIGNALS.map((signal) => {
    const take = (): void => {
      if (first !== undefined) {
        // A signal to the whole group of processes comes a second time from npm, which passes it on.
        if (performance.now() - first < ECHO_MS) return;
        // The default of a signal that nobody takes; its exit code is the shell's matter.
        for (const [each, other] of takers) process.removeListener(each, other);
        process.kill(process.pid, signal);
        return;
      }
      first = performance.now();
      ask(signal);
      say(`${signal}: stopping as soon as what is under way is done; once more stops at once`);
    };
    process.on(signal, take);
    return [signal, take] as const;
  });
  return () => {
    for (const [signal, take] of takers) process.removeListener(signal, take);
  };
}
