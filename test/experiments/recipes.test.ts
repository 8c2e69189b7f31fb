import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createProgram } from '../../src/cli/program';
import { loadConfig } from '../../src/config/load-search';
import { loadTrainConfig } from '../../src/config/load-train';
import { temporaryFolder } from '../support/temp-folder';

const recipes = path.join(__dirname, '..', '..', 'experiments', 'paper');
const names = readdirSync(recipes).filter((file) => file.endsWith('.sh') && file !== 'recipe.sh');
const folder = temporaryFolder();

/** Runs a recipe with a fake `nao` command that logs its arguments. */
function commandsOf(recipe: string, args: readonly string[]) {
  const log = path.join(folder(), 'asked');
  const fakeNao = path.join(folder(), 'fake-nao');
  writeFileSync(log, '');
  writeFileSync(
    fakeNao,
    '#!/bin/sh\nfor one in "$@"; do printf "%s\\037" "$one"; done >> "$ASKED"\necho >> "$ASKED"\n',
    {
      mode: 0o755,
    },
  );
  const { status, stderr } = spawnSync('bash', [path.join(recipes, recipe), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NAO: fakeNao, ASKED: log, TABLE: 'a table.csv', DATA_DIR: 'my data' },
  });
  const asked = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return { status, stderr, commands: asked.map((line) => line.split('\u001f').slice(0, -1)) };
}

function textOf(recipe: string): string {
  return readFileSync(path.join(recipes, recipe), 'utf8');
}

/** Variants documented in a recipe's header. */
function variantsOf(recipe: string): string[] {
  return [...textOf(recipe).matchAll(/^# {3}(\w+) {2}/gm)].map(([, variant]) => variant);
}

const all = names.flatMap((recipe) => variantsOf(recipe).map((variant) => [recipe, variant] as const));

/** Variants that search, rather than train published cells. */
const searches = all.filter(([, variant]) => variant !== 'published');

const trainings = all.filter(([recipe]) => recipe.startsWith('table'));

test('each figure and table has a recipe, each with a variant for 2 cores', () => {
  expect(names.sort()).toEqual([
    'figure2a.sh',
    'figure2b.sh',
    'table1-ws.sh',
    'table1.sh',
    'table2.sh',
    'table3-ws.sh',
    'table3.sh',
    'table4.sh',
  ]);
  for (const recipe of names) expect(variantsOf(recipe)).toEqual(expect.arrayContaining(['paper', 'small']));
});

test.each(searches)('%s %s uses options and settings that nao has', (recipe, variant) => {
  const { status, commands } = commandsOf(recipe, [variant, '--set', 'search.topK=9']);
  expect(status).toBe(0);
  expect(commands[0][0]).toBe('search');
  for (const [name, ...args] of commands) expect(unknownOptions(name, args)).toEqual([]);

  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    args: commands[0].slice(1),
    options: {
      preset: option,
      mode: option,
      space: option,
      table: option,
      seed: option,
      out: option,
      'data-dir': option,
      set: { type: 'string', multiple: true },
    },
  });
  const config = loadConfig({
    preset: values.preset ?? '',
    set: values.set,
    flags: { mode: values.mode, 'space.name': values.space, 'table.file': values.table, seed: values.seed },
  });
  expect(config.search.topK).toBe(9);
  expect(config.seed).toBe(1);
  expect(values.out).toBe(`runs/${path.basename(recipe, '.sh')}-${variant}`);
  expect(values['data-dir']).toBe(variant === 'paper' ? 'my data' : undefined);
});

test.each(trainings)('%s %s trains with settings that nao has, each into a new folder', (recipe, variant) => {
  const asked = commandsOf(recipe, [variant]).commands.filter(([name]) => name === 'train');
  expect(asked).not.toHaveLength(0);
  const folders = asked.map(([name, ...args]) => {
    expect(unknownOptions(name, args)).toEqual([]);
    const option = { type: 'string' } as const;
    const { values } = parseArgs({
      args,
      options: {
        arch: option,
        preset: option,
        dataset: option,
        seed: option,
        out: option,
        'data-dir': option,
        set: { type: 'string', multiple: true },
      },
    });
    const { preset = '', set, dataset, seed } = values;
    const space = textOf(recipe).includes('--space rnn') ? 'rnn' : 'cnn';
    const architecture = { name: '', space, text: '' };
    const config = loadTrainConfig(architecture, { preset, set, flags: { 'data.dataset': dataset, seed } });
    expect(config.seed).toBe(1);
    return values.out;
  });
  expect(new Set(folders).size).toBe(folders.length);
});

/** Options among the arguments that the command does not have. */
function unknownOptions(name: string, args: readonly string[]): string[] {
  const command = createProgram().commands.find((one) => one.name() === name);
  if (command === undefined) return [name];
  const known = command.options.map(({ long }) => long);
  return args.filter((arg) => arg.startsWith('--') && !known.includes(arg));
}

test('a recipe without a variant prints its usage and runs nothing', () => {
  const { status, stderr, commands } = commandsOf('figure2a.sh', []);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Figure 2a: .*\n(.*\n)*  paper  600 random CNN cells/);
  expect(commands).toEqual([]);
});
