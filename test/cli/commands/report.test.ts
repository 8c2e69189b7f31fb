import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { nao } from '../../support/cli/command';
import { tableRun, temporaryRun, wholeRun } from '../../support/report/synthetic-run';

const first = temporaryRun(tableRun(), 'first');
const second = temporaryRun(wholeRun(), 'second');

test.each([
  ['a log', ['--csv', path.join(first, 'architectures.csv'), '--out', 'page.html'], /is not a table of runs/],
  ['a foreign page', ['--csv', 'new.csv', '--out', 'notes.html'], /'notes.html' exists and is not a report/],
  ['a foreign text', ['--csv', 'new.csv', '--latex', 'notes.html'], /choose another file with --latex/],
  ['a table twice', ['--csv', 'new.csv', '--latex', 'new.csv'], /two files would be written to '.*new\.csv'/],
  ['a table as page', ['--csv', 'page.html', '--out', 'page.html'], /two files would be written/],
  ['the default page', ['--csv', 'report.html'], /two files would be written/],
  ['a missing folder', ['--csv', 'missing/new.csv'], /the folder of missing\/new\.csv does not exist/],
  [
    'a page without folder',
    ['--csv', 'new.csv', '--out', 'missing/a.html'],
    /the folder of missing\/a\.html/,
  ],
])('nao report refuses to write over %s, and writes nothing', (_, options, message) => {
  const cwd = temporaryRun({ 'notes.html': '<p>mine</p>' });
  const { code, err } = nao(cwd, 'report', first, second, ...options);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  expect(readdirSync(cwd)).toEqual(['notes.html']);
  expect(readFileSync(path.join(cwd, 'notes.html'), 'utf8')).toBe('<p>mine</p>');
  expect(readFileSync(path.join(first, 'architectures.csv'), 'utf8')).toBe(tableRun()['architectures.csv']);
});

test('nao report refuses a table at the place of the report of a run', () => {
  const run = temporaryRun(tableRun());
  const { code, err } = nao(run, 'report', '.', '--csv', 'report.html');
  expect([code, err]).toEqual([2, expect.stringMatching(/two files would be written/)]);
  expect(existsSync(path.join(run, 'report.html'))).toBe(false);
});

test('nao report replaces its own page and tables', () => {
  const cwd = temporaryRun({});
  for (let i = 0; i < 2; i++) {
    const { code, out } = nao(cwd, 'report', first, second, '--csv', 'a.csv', '--latex', 'a.tex');
    expect([code, out]).toEqual([0, 'report.html\na.csv\na.tex\n']);
  }
});
