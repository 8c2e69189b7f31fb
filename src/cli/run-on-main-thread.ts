import type { Hooks, StopSignal } from '../run/hooks';
import { display } from './display';
import { outliveReader } from './broken-pipe';
import { takeSignals } from './signals';

/** Runs a program that lets signals in by itself, its progress shown; the first signal asks it to stop, the second ends the process. */
export async function runOnThisThread(program: (hooks: Hooks) => Promise<void>): Promise<void> {
  const shown = display(process.stdout);
  let stopped: StopSignal | undefined;
  const release = takeSignals((signal) => (stopped = signal), shown.say);
  const releaseOutput = outliveReader();
  try {
    await program({ progress: shown.show, stopRequested: () => stopped });
  } finally {
    shown.close();
    release();
    releaseOutput();
  }
}
