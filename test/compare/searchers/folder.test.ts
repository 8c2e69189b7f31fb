import fs from 'node:fs';
import path from 'node:path';
import { ComparisonFolder } from '../../../src/compare/searchers/folder';
import { InputError } from '../../../src/errors';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
const TRACE = [{ architecture: '0 1', score: 1, bestScore: 1, bestReported: 2 }];

test('keeps searches for whoever opens it with the same protocol', () => {
  const out = path.join(folder(), 'new', 'comparison');
  const first = ComparisonFolder.open(out, { budget: 5 });
  first.write('gp', 3, TRACE);
  first.close();
  const second = ComparisonFolder.open(out, { budget: 5 });
  expect([second.has('gp', 3), second.has('gp', 4), second.has('nao', 3)]).toEqual([true, false, false]);
  expect(second.read('gp', 3)).toEqual(TRACE);
  second.close();
});

test('is refused with another protocol, by two at once, and where something else is', () => {
  const out = path.join(folder(), 'comparison');
  const held = ComparisonFolder.open(out, { budget: 5 });
  expect(() => ComparisonFolder.open(out, { budget: 5 })).toThrow(/is using this run folder/);
  held.close();
  expect(() => ComparisonFolder.open(out, { budget: 6 })).toThrow(/has other settings/);
  ComparisonFolder.open(out, { budget: 5 }).close();

  fs.writeFileSync(path.join(folder(), 'mine'), '');
  expect(() => ComparisonFolder.open(folder(), {})).toThrow(InputError);
  expect(() => ComparisonFolder.open(folder(), {})).toThrow(/is not empty and holds no comparison/);
  expect(() => ComparisonFolder.open(path.join(folder(), 'mine'), {})).toThrow(/mine is a file/);
  expect(fs.readdirSync(folder()).sort()).toEqual(['comparison', 'mine']);
});

test('of a process that was killed before it wrote its protocol is begun anew', () => {
  fs.mkdirSync(path.join(folder(), 'searches'));
  ComparisonFolder.open(folder(), { budget: 5 }).close();
  expect(fs.existsSync(path.join(folder(), 'protocol.json'))).toBe(true);
});
