import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../../src/files/make-folder';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

test('makeFolder creates what is missing, and takes what exists', () => {
  const deep = path.join(folder(), 'a/b/c');
  makeFolder(deep);
  makeFolder(deep);
  expect(fs.statSync(deep).isDirectory()).toBe(true);
  fs.symlinkSync(deep, path.join(folder(), 'link'));
  makeFolder(path.join(folder(), 'link'));
});

test('makeFolder throws where nothing can be created', () => {
  fs.writeFileSync(path.join(folder(), 'file'), '');
  expect(() => makeFolder(path.join(folder(), 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(path.join(folder(), 'file/x'))).toThrow(/ENOTDIR/);
  fs.symlinkSync('gone', path.join(folder(), 'dangling'));
  expect(() => makeFolder(path.join(folder(), 'dangling'))).toThrow(/E/);
  // The recursive mkdir of Node does not return here.
  expect(() => makeFolder('/proc/nao/x')).toThrow(/ENOENT/);
});
