import { CommanderError } from 'commander';
import { handleOutputErrors } from './output/output-errors';
import { reportError } from './output/report-error';
import { createProgram } from './program';
import { runBelowProcessOne } from './threads/process-one';
import { ignoreHangupWithoutTerminal } from './threads/signals';

/** Runs the command line of this process, and sets its exit code. */
export async function main(): Promise<void> {
  handleOutputErrors();
  ignoreHangupWithoutTerminal();
  process.on('uncaughtException', (error) => process.exit(reportError(error)));
  try {
    const code = await runBelowProcessOne();
    if (code === undefined) await createProgram().parseAsync();
    else process.exitCode = code;
  } catch (error) {
    // Commander has already printed its own errors. Its exit code is 0 for --help and --version.
    process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportError(error);
  }
}
