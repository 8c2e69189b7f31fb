import fs from 'node:fs';
import path from 'node:path';
import { openJobFolder, removeJobFolder } from '../../src/jobs/job-folder';
import { MAX_ATTEMPTS } from '../../src/jobs/job-queue';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const jobs = (): string => path.join(folder(), 'jobs');

/** Opens the folder for an attempt and leaves a file there. @returns the files found */
function attempt(number: number, file: string): string[] {
  const opened = openJobFolder(jobs(), 'key', number);
  const found = fs.readdirSync(opened).sort();
  fs.writeFileSync(path.join(opened, file), '');
  return found;
}

test('the last attempt starts in an empty folder once, and keeps its files when it is continued', () => {
  expect(attempt(1, 'a')).toEqual([]);
  expect(attempt(2, 'b')).toEqual(['a']);
  expect(attempt(MAX_ATTEMPTS, 'c')).toEqual([]);
  expect(attempt(MAX_ATTEMPTS, 'd')).toEqual(['c']);
  expect(attempt(MAX_ATTEMPTS, 'e')).toEqual(['c', 'd']);
});

test('a job whose attempts are counted anew has an empty folder at its last attempt again', () => {
  attempt(MAX_ATTEMPTS, 'a');
  expect(attempt(1, 'b')).toEqual(['a']);
  expect(attempt(MAX_ATTEMPTS, 'c')).toEqual([]);
});

test('nothing is left of a job that has ended', () => {
  attempt(MAX_ATTEMPTS, 'a');
  removeJobFolder(jobs(), 'key');
  expect(fs.readdirSync(jobs())).toEqual([]);
});
