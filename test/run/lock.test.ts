import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../src/errors';
import { acquireLock, assertUnlocked } from '../../src/run/lock';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const file = (): string => path.join(folder(), 'lock');

/** The lock as this process writes it, with other facts. */
function lockOf(changes: object): string {
  const release = acquireLock(file());
  const own = JSON.parse(fs.readFileSync(file(), 'utf8')) as object;
  release();
  return JSON.stringify({ ...own, ...changes });
}

test('it is held until it is released, and leaves nothing behind', () => {
  const release = acquireLock(file());
  expect(() => acquireLock(file())).toThrow(InputError);
  expect(fs.readdirSync(folder())).toEqual(['lock']);
  release();
  expect(fs.readdirSync(folder())).toEqual([]);
  acquireLock(file())();
});

test('the lock of a process that runs is refused, its bytes unchanged', () => {
  const other = spawn('sleep', ['60']);
  try {
    const pid = other.pid ?? 0;
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const text = lockOf({ pid, started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] });
    fs.writeFileSync(file(), text);
    expect(() => acquireLock(file())).toThrow(
      new InputError(
        `process ${pid} is at work in this run folder (${file()}): wait for it or stop it, or take another folder`,
      ),
    );
    expect(() => assertUnlocked(file())).toThrow(InputError);
    expect(fs.readFileSync(file(), 'utf8')).toBe(text);
  } finally {
    other.kill();
  }
});

test('the lock of a dead process is taken over', () => {
  const dead = spawnSync('true').pid;
  fs.writeFileSync(file(), lockOf({ pid: dead, started: '1' }));
  assertUnlocked(file());
  const release = acquireLock(file());
  expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid });
  release();
});

test.each([
  ['a number that another process has now', { started: '1' }],
  ['a boot before this one', { boot: 'another' }],
])('the lock of %s is taken over', (_, changes) => {
  fs.writeFileSync(file(), lockOf(changes));
  acquireLock(file())();
});

test('a torn lock is taken over', () => {
  fs.writeFileSync(file(), '{"pid":');
  acquireLock(file())();
});

test('a lock of another machine is refused: nobody here can tell whether it is held', () => {
  fs.writeFileSync(file(), lockOf({ host: 'elsewhere', pid: 12 }));
  expect(() => acquireLock(file())).toThrow(
    `${file()} is held by process 12 on the machine 'elsewhere': wait for it, or delete the file if it no longer runs`,
  );
});
