import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../src/errors';
import { makeOutputFolder } from '../../src/files/output-folder';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

test('makeOutputFolder creates a folder with its parents', () => {
  const wanted = path.join(folder(), 'a', 'b');
  makeOutputFolder(wanted);
  makeOutputFolder(wanted);
  expect(fs.statSync(wanted).isDirectory()).toBe(true);
});

test.each([
  ['file', 'it exists already'],
  [path.join('file', 'below'), 'it or a folder of its path is a file'],
  [path.join('loop', 'below'), 'its links lead in a circle'],
  ['x'.repeat(300), 'its name is too long'],
])('makeOutputFolder refuses %s', (name, reason) => {
  fs.writeFileSync(path.join(folder(), 'file'), '');
  fs.symlinkSync('loop', path.join(folder(), 'loop'));
  const wanted = path.join(folder(), name);
  expect(() => makeOutputFolder(wanted)).toThrow(InputError);
  expect(() => makeOutputFolder(wanted)).toThrow(
    `cannot create the folder ${wanted} (${reason}): give another folder with --out`,
  );
});
