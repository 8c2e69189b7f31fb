#!/usr/bin/env node
import { CommanderError } from 'commander';
import { explain } from './report-error';
import { endWithReader } from './broken-pipe';
import { program } from './program';

endWithReader();
void run();

async function run(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    // Commander has told its own errors; 0 is the end of --help and --version.
    process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : explain(error);
  }
}
