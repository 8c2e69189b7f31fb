import type { Command } from 'commander';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { EXAMPLES } from '../../src/cli/help/examples';
import { EXIT_CODES } from '../../src/cli/output/exit-codes';
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
  for (const command of listVisibleCommands()) {
    const parts = [command, ...command.registeredArguments, ...command.options];
    expect(parts.filter(({ description }) => description === '')).toEqual([]);
  }
});

test('every command has the options of the output, and --json if it has a result', () => {
  for (const command of listVisibleCommands()) {
    const options = command.options.map(({ long }) => long);
    expect(options).toEqual(expect.arrayContaining(['--quiet', '--verbose']));
    expect([command.name(), options.includes('--json')]).toEqual([
      command.name(),
      !['worker', 'watch', 'setup', 'completion'].includes(command.name()),
    ]);
  }
});

test('every command has two examples, whose command and options exist', () => {
  const names = listVisibleCommands().map((command) => command.name());
  expect(Object.keys(EXAMPLES).sort()).toEqual(names.sort());
  for (const command of listVisibleCommands()) {
    const examples = EXAMPLES[command.name()];
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      const [, words] = /^nao (.+?)( > .+)?$/.exec(example) ?? [];
      const [name, ...args] = words.match(/'[^']*'|\S+/g) ?? [];
      expect(name).toBe(command.name());
      const { unknown } = command.parseOptions(args);
      // A benchmark has options of its own.
      expect(unknown.filter((option) => name !== 'bench' || option === '--quiet')).toEqual([]);
    }
  }
});

function listVisibleCommands(): Command[] {
  const program = createProgram();
  return program.createHelp().visibleCommands(program);
}

test('the help of a command is as wide as COLUMNS where it is not printed on a terminal', () => {
  const { COLUMNS } = process.env;
  try {
    process.env.COLUMNS = '40';
    const command = listVisibleCommands().find((each) => each.name() === 'ls');
    const lines = command?.helpInformation().split('\n') ?? [];
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
  } finally {
    if (COLUMNS === undefined) delete process.env.COLUMNS;
    else process.env.COLUMNS = COLUMNS;
  }
});

test('EXIT_CODES has the exit code of every user error', () => {
  const errors = [FailedError, InputError, EnvironmentError, StoppedError, InterruptedError];
  const codes = errors.map((create) => new create('').exitCode);
  expect(EXIT_CODES.map(({ code }) => code)).toEqual([0, ...codes]);
});
