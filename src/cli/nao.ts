#!/usr/bin/env node
import { CommanderError } from 'commander';
import { exitOnBrokenPipe } from './broken-pipe';
import { createProgram } from './program';
import { reportError } from './report-error';

exitOnBrokenPipe();
process.on('uncaughtException', (error) => process.exit(reportError(error)));
void main();

async function main(): Promise<void> {
  try {
    await createProgram().parseAsync();
  } catch (error) {
    // Commander has already printed its own errors. Its exit code is 0 for --help and --version.
    process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportError(error);
  }
}
