import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { EXIT_CODES } from '../../src/cli/exit-codes';
import { createProgram } from '../../src/cli/program';
import { EnvironmentError, FailedError, InputError, InterruptedError, StoppedError } from '../../src/errors';
import { compiledProgram } from '../support/cli/command';

test('createProgram loads no package but commander, and no code of an action', () => {
  const script = `
    require(process.argv[1]).createProgram();
    process.stdout.write(JSON.stringify(Object.keys(require.cache)));`;
  const program = path.join(path.dirname(compiledProgram()), 'program.js');
  const { stdout } = spawnSync(process.execPath, ['-e', script, program], { encoding: 'utf8' });
  const files = JSON.parse(stdout) as string[];
  const packages = files.flatMap((file) => /node_modules\/([^/]+)/.exec(file)?.[1] ?? []);
  // errors.ts suggests names with fastest-levenshtein, a single small file.
  expect([...new Set(packages)].sort()).toEqual(['commander', 'fastest-levenshtein']);
  expect(files.filter((file) => /commands\/run-/.test(file))).toEqual([]);
});

test('every command, argument and option has a description', () => {
  for (const command of createProgram().commands) {
    const parts = [command, ...command.registeredArguments, ...command.options];
    expect(parts.filter(({ description }) => description === '')).toEqual([]);
  }
});

test('EXIT_CODES has the exit code of every user error', () => {
  const errors = [FailedError, InputError, EnvironmentError, StoppedError, InterruptedError];
  const codes = errors.map((create) => new create('').exitCode);
  expect(EXIT_CODES.map(({ code }) => code)).toEqual([0, ...codes]);
});
