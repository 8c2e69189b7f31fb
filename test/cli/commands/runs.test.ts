import fs from 'node:fs';
import path from 'node:path';
import { JSON_FIELDS } from '../../../src/cli/help/json-fields';
import { createRandomStream } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { nao, useOwnCache, whenSetUp } from '../../support/cli/command';
import { parseResult } from '../../support/cli/json';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

const SETTINGS = `mode: table
seed: 7
table:
  file: table.csv
search:
  rounds: 2
controller:
  epochs: 2
child:
  epochs: 3
`;

whenSetUp('a search with nao.yaml is listed, shown, and resumed without its data once it is finished', () => {
  const space = createCnnSpace(2);
  const random = createRandomStream(1, 'table');
  const rows = Array.from({ length: 40 }, () => `${space.format(space.sample(random))},${random()}`);
  fs.writeFileSync(path.join(folder(), 'table.csv'), `architecture,valid_accuracy\n${rows.join('\n')}\n`);
  fs.writeFileSync(path.join(folder(), 'nao.yaml'), SETTINGS);
  const search = nao(folder(), 'search', '--preset', 'tiny', '--out', 'my run', '--json', '--verbose');
  expect(search.code).toBe(0);
  const result = parseResult('search', search.out);
  expect(result).toMatchObject({ run: 'my run', mode: 'table', seed: 7, rounds: 2, ended: 'rounds' });
  expect(search.err.split('\n')).toEqual(
    expect.arrayContaining([
      'settings of nao.yaml in this folder; --no-config leaves them out',
      `scores are read from ${path.join(folder(), 'table.csv')}`,
      expect.stringMatching(/^round 1 of 2: learn took [\d.e-]+ s$/),
      "next: open my run/report.html, then nao train --arch 'my run'",
    ]),
  );

  const read = (file: string): string => fs.readFileSync(path.join(folder(), 'my run', file), 'utf8');
  const best = read('best.json');
  fs.rmSync(path.join(folder(), 'table.csv'));
  fs.writeFileSync(path.join(folder(), 'my run', 'best.json'), best.replace('"origin"', '"damaged"'));
  const resumed = nao(folder(), 'resume', 'my run', '--json');
  expect({ code: resumed.code, result: parseResult('search', resumed.out) }).toEqual({ code: 0, result });
  expect(resumed.err.split('\n')[0]).toBe(
    'the search is already finished: nothing to do; --rounds N adds rounds',
  );
  expect(read('best.json')).toBe(best);
  expect(nao(folder(), 'resume', 'my run', '--rounds', '1')).toEqual({
    code: 2,
    out: '',
    err: "nao: setting 'search.rounds' is 1, but the search is in round 2 already: give at least 2\n",
  });
  expect(nao(folder(), 'resume', 'my run', '--rounds', '3')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/^nao: there is no .*table\.csv.*--table\n$/) as string,
  });

  expect(nao(folder(), 'ls').out.split('\n')).toEqual([
    expect.stringMatching(/^run +kind +space +mode +state +progress +best +changed$/),
    expect.stringMatching(
      /^my run +search +cnn +table +finished +2\/2 rounds +valid_accuracy 0\.\d+ +\d{4}-/,
    ),
    '',
  ]);
  const shown = nao(folder(), 'show', 'my run');
  expect(shown.out).toMatch(/^state: +finished, 2\/2 rounds$/m);
  expect(shown.out).toMatch(/^best 1: +0\.\d+ {2}[\d ]+$/m);
  expect(shown.out).toMatch(/^files: +my run\/report\.html$/m);
  const fields = parseResult('show', nao(folder(), 'show', 'my run', '--json').out);
  const listed = parseResult('ls', nao(folder(), 'ls', '--json').out) as { runs: Record<string, unknown>[] };
  expect(Object.keys(listed.runs[0])).toEqual(
    Object.keys(JSON_FIELDS.show).slice(0, Object.keys(listed.runs[0]).length),
  );
  expect(fields).toMatchObject(listed.runs[0]);
  const report = nao(folder(), 'report', 'my run', '--json').out;
  expect(parseResult('report', report)).toMatchObject({ report: 'my run/report.html', csv: null });
});

test('ls and show read a damaged run, whose name has a line end', () => {
  const run = path.join(folder(), 'a\nb');
  fs.mkdirSync(path.join(run, 'checkpoints'), { recursive: true });
  fs.writeFileSync(path.join(run, 'config.yaml'), 'task: search\nmode: ws\nrecorded: {}\n');
  fs.writeFileSync(path.join(run, 'architectures.csv'), '"');
  fs.writeFileSync(path.join(run, 'rounds.csv'), '"\n');
  const listed = nao(folder(), 'ls');
  expect(listed.out).toMatch(/^a\\nb +search +- +ws +damaged +0 rounds +- +\d{4}-[^\n]*$/m);
  expect(listed.err).toMatch(/^nao: a\n?.*b.*rounds\.csv/s);
  const shown = nao(folder(), 'show', 'a\nb');
  expect(shown.code).toBe(0);
  expect(shown.out).toMatch(/^run: +a\\nb$/m);
  expect(shown.out).toMatch(/^damage: +.*rounds\.csv/m);
});

test('ls of a folder without runs says so, and of none is refused', () => {
  expect(nao(folder(), 'ls')).toEqual({
    code: 0,
    out: '',
    err: 'no runs in .: nao search and nao train write them into runs/\n',
  });
  expect(parseResult('ls', nao(folder(), 'ls', '--json', '--quiet').out)).toEqual({ folder: '.', runs: [] });
  expect(nao(folder(), 'ls', 'nowhere')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/^nao: there is no folder nowhere: [^\n]+\n$/) as string,
  });
  expect(nao(folder(), 'show', '.')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/^nao: \. is not a run folder: [^\n]+\n$/) as string,
  });
});

test('--no-config leaves nao.yaml out, and --config replaces it, also together in any order', () => {
  fs.writeFileSync(path.join(folder(), 'nao.yaml'), 'seed: 5\nsearch: {rounds: 3}\n');
  fs.writeFileSync(path.join(folder(), 'mine.yaml'), 'search: {rounds: 4}\n');
  const plan = (...args: string[]): { rounds: unknown; err: string } => {
    const { out, err } = nao(folder(), 'search', '--preset', 'tiny', '--dry-run', '--json', ...args);
    const { settings } = parseResult('search --dry-run', out) as { settings: { search: { rounds: number } } };
    return { rounds: settings.search.rounds, err };
  };
  expect(plan()).toEqual({ rounds: 3, err: expect.stringContaining('nao.yaml') as string });
  expect(plan('--set', 'search.rounds=1')).toMatchObject({ rounds: 1 });
  expect(plan('--no-config')).toEqual({ rounds: 2, err: '' });
  expect(plan('--config', 'mine.yaml')).toEqual({ rounds: 4, err: '' });
  expect(plan('--no-config', '--config', 'mine.yaml')).toEqual({ rounds: 4, err: '' });
  expect(plan('--config', 'mine.yaml', '--no-config')).toEqual({ rounds: 4, err: '' });
});
