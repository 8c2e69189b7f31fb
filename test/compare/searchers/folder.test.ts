import fs from 'node:fs';
import path from 'node:path';
import { ComparisonFolder } from '../../../src/compare/searchers/folder';
import { InputError } from '../../../src/errors';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
const TRACE = [{ architecture: '0 1', score: 1, bestScore: 1, bestFinalMetric: 2 }];

test('a comparison folder keeps searches across openings with the same protocol', () => {
  const out = path.join(folder(), 'new', 'comparison');
  const first = ComparisonFolder.open(out, { budget: 5 });
  first.add({ searcher: 'gp', seed: 3 }, TRACE);
  first.close();
  const second = ComparisonFolder.open(out, { budget: 5 });
  expect(second.has({ searcher: 'gp', seed: 3 })).toBe(true);
  expect(second.has({ searcher: 'gp', seed: 4 })).toBe(false);
  expect(second.has({ searcher: 'nao', seed: 3 })).toBe(false);
  expect(second.read({ searcher: 'gp', seed: 3 })).toEqual(TRACE);
  second.close();
});

test('opening fails with another protocol, while another process holds the lock, and in a folder of other files', () => {
  const out = path.join(folder(), 'comparison');
  const held = ComparisonFolder.open(out, { budget: 5 });
  expect(() => ComparisonFolder.open(out, { budget: 5 })).toThrow(/is using this run folder/);
  held.close();
  expect(() => ComparisonFolder.open(out, { budget: 6 })).toThrow(/has other settings/);
  ComparisonFolder.open(out, { budget: 5 }).close();

  fs.writeFileSync(path.join(folder(), 'mine'), '');
  expect(() => ComparisonFolder.open(folder(), {})).toThrow(InputError);
  expect(() => ComparisonFolder.open(folder(), {})).toThrow(/is not empty and not a comparison/);
  expect(() => ComparisonFolder.open(path.join(folder(), 'mine'), {})).toThrow(/mine is a file/);
  expect(fs.readdirSync(folder()).sort()).toEqual(['comparison', 'mine']);
});

test('a folder left by a process killed before it wrote the protocol can be opened', () => {
  fs.mkdirSync(path.join(folder(), 'searches'));
  ComparisonFolder.open(folder(), { budget: 5 }).close();
  expect(fs.existsSync(path.join(folder(), 'protocol.json'))).toBe(true);
});

test('a damaged result is refused by its name before any search', () => {
  const comparison = ComparisonFolder.open(folder(), { budget: 5 });
  const task = { searcher: 'gp', seed: 3 } as const;
  comparison.add(task, TRACE);
  const file = path.join(folder(), 'searches', 'gp-3.csv');
  fs.writeFileSync(file, fs.readFileSync(file).fill(0, 45));
  expect(() => comparison.has(task)).toThrow(
    `${file} is damaged: delete it and run the same command again, which repeats its search`,
  );
  comparison.close();
});
