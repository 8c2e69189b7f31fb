import fs from 'node:fs';
import path from 'node:path';
import { FailedError } from '../../src/errors';
import { removeOrphans, replaceFile, replaceFileAsync, replaceFolder } from '../../src/files/durable';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const at = (...parts: string[]): string => path.join(folder(), ...parts);
const diskFull = Object.assign(new Error('no space left'), { code: 'ENOSPC' });

function fail(): never {
  throw diskFull;
}

test('replaceFile replaces the contents and leaves no temporary file', () => {
  replaceFile(at('file'), 'old');
  replaceFile(at('file'), 'new');
  expect(fs.readFileSync(at('file'), 'utf8')).toBe('new');
  expect(fs.readdirSync(folder())).toEqual(['file']);
});

test('replaceFileAsync keeps the old file if writing fails', async () => {
  fs.writeFileSync(at('file'), 'old');
  const replacing = replaceFileAsync(at('file'), (temporary) => {
    fs.writeFileSync(temporary, 'half');
    return Promise.reject(diskFull);
  });
  await expect(replacing).rejects.toBe(diskFull);
  expect(fs.readFileSync(at('file'), 'utf8')).toBe('old');
  expect(fs.readdirSync(folder())).toEqual(['file']);
});

test('replaceFolder replaces a folder, subfolders included, and discards an unfinished one', () => {
  fs.mkdirSync(at('best.partial'));
  fs.writeFileSync(at('best.partial', 'left'), '');
  replaceFolder(at('best'), (temporary) => fs.writeFileSync(path.join(temporary, 'old'), ''));
  replaceFolder(at('best'), (temporary) => {
    fs.mkdirSync(path.join(temporary, 'variables'));
    fs.writeFileSync(path.join(temporary, 'variables', 'new'), '');
  });
  expect(fs.readdirSync(folder(), { recursive: true })).toEqual([
    'best',
    'best/variables',
    'best/variables/new',
  ]);
});

test('replaceFolder keeps the old folder if writing fails', () => {
  replaceFolder(at('best'), (temporary) => fs.writeFileSync(path.join(temporary, 'weights'), 'old'));
  expect(() => replaceFolder(at('best'), fail)).toThrow(FailedError);
  expect(() => replaceFolder(at('best'), fail)).toThrow(/best: the disk is full/);
  expect(fs.readFileSync(at('best', 'weights'), 'utf8')).toBe('old');
  expect(fs.readdirSync(folder())).toEqual(['best']);
});

test('removeOrphans removes the temporary files of dead processes only', () => {
  const kept = ['file', `file.${process.pid}.partial`, 'file.x.partial', 'other.99999999.partial'];
  // No process has the id 99999999, which is above Linux's limit.
  for (const name of [...kept, 'file.99999999.partial']) fs.writeFileSync(at(name), '');
  removeOrphans(path.dirname(at('file')), 'file');
  expect(fs.readdirSync(folder()).sort()).toEqual(kept.sort());
});
