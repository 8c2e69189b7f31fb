import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../src/errors';
import { acquireLock, assertUnlocked } from '../../src/run/lock';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const file = (): string => path.join(folder(), 'lock');

/** Creates the contents of this process's lock, with changes. */
function createLockText(changes: object): string {
  const release = acquireLock(file());
  const own = JSON.parse(fs.readFileSync(file(), 'utf8')) as object;
  release();
  return JSON.stringify({ ...own, ...changes });
}

test('a lock is held until its release, which leaves no files', () => {
  const release = acquireLock(file());
  expect(() => acquireLock(file())).toThrow(InputError);
  expect(fs.readdirSync(folder())).toEqual(['lock']);
  release();
  expect(fs.readdirSync(folder())).toEqual([]);
  acquireLock(file())();
});

test('the lock of a running process is rejected and left unchanged', () => {
  const other = spawn('sleep', ['60']);
  try {
    const pid = other.pid ?? 0;
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const text = createLockText({ pid, started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] });
    fs.writeFileSync(file(), text);
    expect(() => acquireLock(file())).toThrow(
      new InputError(
        `process ${pid} is using this run folder (${file()}): wait for it or stop it, or give another folder`,
      ),
    );
    expect(() => assertUnlocked(file())).toThrow(InputError);
    expect(fs.readFileSync(file(), 'utf8')).toBe(text);
  } finally {
    other.kill();
  }
});

test('the lock of a dead process is replaced', () => {
  const dead = spawnSync('true').pid;
  fs.writeFileSync(file(), createLockText({ pid: dead, started: '1' }));
  assertUnlocked(file());
  const release = acquireLock(file());
  expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid });
  release();
});

test.each([
  ['an id that another process has now', { started: '1' }],
  ['an earlier boot', { boot: 'another' }],
])('the lock with %s is replaced', (_, changes) => {
  fs.writeFileSync(file(), createLockText(changes));
  acquireLock(file())();
});

test('a damaged lock is replaced', () => {
  fs.writeFileSync(file(), '{"pid":');
  acquireLock(file())();
});

test('the lock of another machine is rejected, since its process cannot be checked', () => {
  fs.writeFileSync(file(), createLockText({ host: 'elsewhere', pid: 12 }));
  expect(() => acquireLock(file())).toThrow(
    `${file()} is held by process 12 on machine 'elsewhere': wait for it, or delete the file if it no longer runs`,
  );
});
