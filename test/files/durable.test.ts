import fs from 'node:fs';
import path from 'node:path';
import { FailedError } from '../../src/errors';
import {
  removeOrphans,
  replaceFile,
  replaceFileAsync,
  replaceFolder,
  restoreReplacedFolders,
  withDiskErrors,
} from '../../src/files/durable';
import { makeFolder } from '../../src/files/make-folder';
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

/** Records what is flushed to the disk and renamed while `work` runs, by paths below the folder. */
async function recordCalls(work: () => unknown): Promise<string[]> {
  const calls: string[] = [];
  const name = (file: unknown): string =>
    path.relative(folder(), String(file)).replace(/\.\d+\.partial$/, '.PID.partial') || '.';
  const { fsyncSync, renameSync } = fs;
  const spies = [
    jest.spyOn(fs, 'fsyncSync').mockImplementation((fd) => {
      calls.push(`sync ${name(fs.readlinkSync(`/proc/self/fd/${fd}`))}`);
      fsyncSync(fd);
    }),
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      calls.push(`rename ${name(from)} ${name(to)}`);
      renameSync(from, to);
    }),
    jest.spyOn(fs.promises, 'rename').mockImplementation((from, to) => {
      calls.push(`rename ${name(from)} ${name(to)}`);
      renameSync(from, to);
      return Promise.resolve();
    }),
  ];
  try {
    await work();
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
  return calls;
}

describe('before a rename the contents are on the disk, and after it the new name:', () => {
  test('replaceFile', async () => {
    expect(await recordCalls(() => replaceFile(at('file'), 'text'))).toEqual([
      'sync file.PID.partial',
      'rename file.PID.partial file',
      'sync .',
    ]);
  });

  test('replaceFileAsync', async () => {
    const write = (temporary: string) => {
      fs.writeFileSync(temporary, 'text');
      return Promise.resolve();
    };
    expect(await recordCalls(() => replaceFileAsync(at('file'), write))).toEqual([
      'sync file.PID.partial',
      'rename file.PID.partial file',
      'sync .',
    ]);
  });

  test('replaceFolder', async () => {
    const write = (temporary: string) => {
      fs.mkdirSync(path.join(temporary, 'variables'));
      fs.writeFileSync(path.join(temporary, 'variables', 'index'), '');
    };
    replaceFolder(at('best'), write);
    const calls = await recordCalls(() => replaceFolder(at('best'), write));
    expect(calls.slice(0, 3).sort()).toEqual([
      'sync best.partial',
      'sync best.partial/variables',
      'sync best.partial/variables/index',
    ]);
    expect(calls.slice(3)).toEqual(['rename best best.replaced', 'rename best.partial best', 'sync .']);
  });

  test('makeFolder', async () => {
    expect(await recordCalls(() => makeFolder(at('a', 'b')))).toEqual(['sync .', 'sync a']);
  });
});

test('a folder whose replacement a crash has cut off gets its name back', () => {
  for (const name of ['lost', 'kept']) {
    fs.mkdirSync(at(`${name}.replaced`));
    fs.writeFileSync(at(`${name}.replaced`, 'old'), '');
  }
  fs.mkdirSync(at('kept'));
  restoreReplacedFolders(folder());
  expect(fs.readdirSync(folder(), { recursive: true }).sort()).toEqual(['kept', 'lost', 'lost/old']);
  fs.renameSync(at('lost'), at('lost.replaced'));
  expect(() => replaceFolder(at('lost'), fail)).toThrow(FailedError);
  expect(fs.readdirSync(at('lost'))).toEqual(['old']);
});

test('makeFolder ends where no folder can be created, with the part of the path at fault', () => {
  expect(() => makeFolder('/proc/nao/run')).toThrow(/ENOENT.*mkdir '\/proc\/nao'/);
  fs.writeFileSync(at('file'), '');
  expect(() => makeFolder(at('file', 'run'))).toThrow(/ENOTDIR.*run'/);
  makeFolder(at('a', 'b'));
  makeFolder(at('a', 'b'));
  expect(fs.readdirSync(folder()).sort()).toEqual(['a', 'file']);
});

test.each([
  ['ENOENT', 'it does not exist or was removed; put it back'],
  ['ENOTDIR', 'it or a folder of its path is a file; move that file away'],
  ['EISDIR', 'it is a folder; move it away'],
  ['EROFS', 'the disk is read-only; make it writable'],
  ['EXDEV', 'cross-device link not permitted; check it'],
])('withDiskErrors turns %s into a sentence', (code, reason) => {
  const work = (): never => {
    throw Object.assign(new Error(code), { code, syscall: 'open' });
  };
  expect(() => withDiskErrors('runs/a/best.json', work)).toThrow(`cannot write runs/a/best.json: ${reason}`);
});

test('removeOrphans removes the temporary files of dead processes only', () => {
  const kept = ['file', `file.${process.pid}.partial`, 'file.x.partial', 'other.99999999.partial'];
  // No process has the id 99999999, which is above Linux's limit.
  for (const name of [...kept, 'file.99999999.partial']) fs.writeFileSync(at(name), '');
  removeOrphans(path.dirname(at('file')), 'file');
  expect(fs.readdirSync(folder()).sort()).toEqual(kept.sort());
});
