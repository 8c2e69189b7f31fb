import type { RunHooks, StopSignal } from '../run/hooks';
import { surviveBrokenPipe } from './broken-pipe';
import { createDisplay } from './display';
import { handleStopSignals } from './signals';

/**
 * Runs a program that yields to the event loop, and shows its progress. The first signal requests a stop, the second ends
 * the process.
 */
export async function runOnMainThread(program: (hooks: RunHooks) => Promise<void>): Promise<void> {
  const progressDisplay = createDisplay(process.stdout);
  let stopSignal: StopSignal | undefined;
  const releaseSignals = handleStopSignals((signal) => (stopSignal = signal), progressDisplay.log);
  const restoreOutput = surviveBrokenPipe();
  try {
    await program({ progress: progressDisplay.show, stopRequested: () => stopSignal });
  } finally {
    progressDisplay.close();
    releaseSignals();
    restoreOutput();
  }
}
