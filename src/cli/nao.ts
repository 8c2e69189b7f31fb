#!/usr/bin/env node
import { CommanderError } from 'commander';
import { explain } from './exit';
import { program } from './program';

/** Who reads the output may leave before its end (`nao ... | head`): no fault of nao. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

void run();

async function run(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    // Commander has told its own errors; 0 is the end of --help and --version.
    process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : explain(error);
  }
}
