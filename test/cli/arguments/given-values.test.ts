import { Command } from 'commander';
import fs from 'node:fs';
import path from 'node:path';
import { checkGivenValues } from '../../../src/cli/arguments/given-values';
import { createProgram } from '../../../src/cli/program';
import { InputError } from '../../../src/errors';
import { nao } from '../../support/cli/command';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
const home = process.env.HOME;
afterEach(() => {
  if (home === undefined) delete process.env.HOME;
  else process.env.HOME = home;
});

/** Lists the commands, each with an option that takes a value. */
function listOptions(): [string, string][] {
  return createProgram().commands.flatMap((command) =>
    command.options
      .filter((option) => (option.required || option.optional) && option.argChoices === undefined)
      .map((option): [string, string] => [command.name(), option.long ?? '']),
  );
}

test.each(listOptions())('nao %s refuses an empty %s by its name', async (name, option) => {
  const program = createProgram();
  const command = program.commands.find((each) => each.name() === name);
  const required = command?.registeredArguments.filter((each) => each.required).map(() => 'x') ?? [];
  const others = command?.options.filter((each) => each.mandatory && each.long !== option) ?? [];
  const given = others.flatMap(({ long, argChoices }) => [long ?? '', argChoices?.[0] ?? 'x']);
  for (const value of ['', ' ']) {
    const run = program.parseAsync(['node', 'nao', name, ...required, ...given, option, value]);
    await expect(run).rejects.toThrow(new InputError(`${option} is empty: give a value, or leave it out`));
  }
});

test('checkGivenValues refuses empty arguments and expands a tilde', () => {
  process.env.HOME = '/home/ann';
  const parse = (...args: string[]): Command => {
    const command = new Command('x').argument('[dirs...]').option('--out <dir>').option('--set <text...>');
    return command.option('--flag').parse(args, { from: 'user' });
  };
  expect(() => checkGivenValues(parse('a', ''))).toThrow('the argument dirs is empty: give a value');
  const command = parse('~/a', 'b', '--flag', '--out=~/x', '--set', 'a=~/b');
  checkGivenValues(command);
  expect(command.opts()).toEqual({ out: '/home/ann/x', set: ['a=~/b'], flag: true });
  expect(command.processedArgs).toEqual([['/home/ann/a', 'b']]);
});

test('an empty --out draws nothing, a tilde is the home folder, and messages are one printable line', () => {
  const cwd = folder();
  const empty = nao(cwd, 'draw', 'NAONet', '--out', '');
  expect(empty).toEqual({ code: 2, out: '', err: 'nao: --out is empty: give a value, or leave it out\n' });
  process.env.HOME = path.join(cwd, 'home');
  expect(nao(cwd, 'draw', 'NAO-RNN-PTB', '--out=~/x').code).toBe(0);
  expect(fs.readdirSync(path.join(cwd, 'home', 'x'))).toHaveLength(1);
  expect(fs.readdirSync(cwd)).toEqual(['home']);
  const odd = nao(cwd, 'draw', `a\x1b[2J\n${'b'.repeat(5000)}`);
  expect(odd.code).toBe(2);
  expect(odd.err).toMatch(/^nao: unknown file.* 'a\\x1b\[2J\\nb+ \[\d+ characters left out\] b*'?.*\n$/);
  const unknown = nao(cwd, 'draw', 'x', '--a\x1b[31m');
  expect(unknown.err).toMatch(/unknown option '--a\\x1b\[31m'/);
});
