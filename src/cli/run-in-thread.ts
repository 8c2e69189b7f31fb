import path from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { prepareEnvironment } from '../native/environment';
import { surviveBrokenPipe } from './broken-pipe';
import { createDisplay } from './display';
import { handleStopSignals } from './signals';
import {
  type CommandTask,
  type CommandThreadInput,
  type CommandThreadMessage,
  STOP_SIGNALS,
  toNativeSettings,
} from './thread-request';

/**
 * Runs a program in a worker thread, since TensorFlow blocks its thread for the length of a step; this thread shows the
 * progress and takes signals. The first signal asks the program to stop, which it does after a checkpoint once the search has
 * begun; the second ends the process.
 *
 * Sets the process's exit code.
 *
 * @throws EnvironmentError where the native library is not set up
 */
export async function runInThread(task: CommandTask): Promise<void> {
  // TensorFlow, which a plan does without, reads its environment while it loads, and only this thread's reaches it (SHARE_ENV).
  if (task.kind !== 'plan') prepareEnvironment(toNativeSettings(task));
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const input: CommandThreadInput = { task, stop };
  const progressDisplay = createDisplay(process.stdout);
  const thread = new Worker(path.join(__dirname, 'thread.js'), { env: SHARE_ENV, workerData: input });
  const releaseSignals = handleStopSignals(
    (signal) => Atomics.store(stop, 0, STOP_SIGNALS.indexOf(signal) + 1),
    progressDisplay.log,
  );
  const restoreOutput = surviveBrokenPipe();
  thread.on('message', (message: CommandThreadMessage) => {
    if (message.kind === 'progress') {
      progressDisplay.show(message.event);
      return;
    }
    progressDisplay.close();
    if (message.kind === 'failed') {
      process.stderr.write(`nao: ${message.message}\n`);
      process.exitCode = message.exitCode;
    } else {
      process.stderr.write(
        `nao: this is a fault of nao, please report it with what follows\n${message.stack}\n`,
      );
      process.exitCode = 1;
    }
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
    progressDisplay.close();
    releaseSignals();
    restoreOutput();
  }
}
