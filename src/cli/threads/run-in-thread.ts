import path from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { prepareEnvironment } from '../../native/environment';
import { takeQueueUrl } from '../arguments/queue-option';
import { createDisplay } from '../output/display';
import type { Output } from '../output/output';
import { surviveLostTerminal } from '../output/output-errors';
import { reportBug, reportFailure } from '../output/report-error';
import { handleStopSignals } from './signals';
import {
  type CommandTask,
  type CommandThreadInput,
  type CommandThreadMessage,
  STOP_SIGNALS,
  toNativeSettings,
} from './thread-request';
import { watchBeside } from './watch-beside';

/** Options of the commands that run in a thread. */
export interface RunInThreadOptions {
  readonly watch?: true;
}

/**
 * Runs a task in a worker thread, because TensorFlow blocks its thread during a step. The main thread shows the progress
 * and handles signals: the first signal requests a stop, the second ends the process. Sets the exit code of the process.
 *
 * @param watch serves a live page of the run folder
 * @throws EnvironmentError if the native library is not set up
 */
export async function runInThread(
  task: CommandTask,
  output: Output,
  { watch }: RunInThreadOptions = {},
): Promise<void> {
  // A task has the address of its queue. Nothing else that this process starts may see the password.
  takeQueueUrl(undefined);
  // TensorFlow reads the environment of the main thread while it loads, hence SHARE_ENV.
  prepareEnvironment(toNativeSettings(task));
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const input: CommandThreadInput = { task, stop };
  const progressDisplay = createDisplay(output);
  const thread = new Worker(path.join(__dirname, 'thread.js'), { env: SHARE_ENV, workerData: input });
  const releaseSignals = handleStopSignals(
    (signal) => Atomics.store(stop, 0, STOP_SIGNALS.indexOf(signal) + 1),
    progressDisplay.log,
  );
  const restoreTerminal = surviveLostTerminal();
  let endWatch = (): void => undefined;
  thread.on('message', (message: CommandThreadMessage) => {
    if (message.kind === 'progress') {
      progressDisplay.show(message.event);
      return;
    }
    if (message.kind === 'folder') {
      if (watch) endWatch = watchBeside(message.folder, progressDisplay.log);
      return;
    }
    progressDisplay.close();
    process.exitCode = message.kind === 'failed' ? reportFailure(message) : reportBug(message.stack);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      thread.once('error', reject);
      thread.once('exit', (code) => {
        if (code !== 0) process.exitCode ??= 1;
        resolve();
      });
    });
  } finally {
    endWatch();
    progressDisplay.close();
    releaseSignals();
    restoreTerminal();
  }
}
