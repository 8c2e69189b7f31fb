import type { RunHooks, StopSignal } from '../../run/hooks';
import { createDisplay } from '../output/display';
import type { Output } from '../output/output';
import { surviveLostTerminal } from '../output/output-errors';
import { handleStopSignals } from './signals';

/**
 * Runs a program that yields to the event loop, and shows its progress. The first signal requests a stop, the second ends
 * the process.
 */
export async function runOnMainThread(
  output: Output,
  program: (hooks: RunHooks) => Promise<void>,
): Promise<void> {
  const progressDisplay = createDisplay(output);
  let stopSignal: StopSignal | undefined;
  const releaseSignals = handleStopSignals((signal) => (stopSignal = signal), progressDisplay.log);
  const restoreTerminal = surviveLostTerminal();
  try {
    await program({ progress: progressDisplay.show, stopRequested: () => stopSignal });
  } finally {
    progressDisplay.close();
    releaseSignals();
    restoreTerminal();
  }
}
