import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError, FailedError, InputError } from '../../src/errors';
import { startHeartbeat } from '../../src/run/heartbeat';
import { acquireLock, assertLockHeld, assertUnlocked } from '../../src/run/lock';
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

test('the lock with an id that another process has now is replaced at once', () => {
  fs.writeFileSync(file(), createLockText({ started: '1' }));
  acquireLock(file())();
});

/** Locks whose holder cannot be looked up: only its heartbeat tells whether it runs. */
const UNKNOWN_HOLDERS: [string, () => string][] = [
  ['with an earlier boot', () => createLockText({ boot: 'another', started: '1' })],
  ['of another container', () => createLockText({ namespace: 'pid:[1]', started: '1' })],
  ['of a version without namespaces', () => createLockText({ namespace: undefined, started: '1' })],
  ['that is damaged', () => '{"pid":'],
];

test.each(UNKNOWN_HOLDERS)('a lock %s is replaced if nothing changes its time', (_, createText) => {
  fs.writeFileSync(file(), createText());
  acquireLock(file(), 500)();
  expect(fs.readdirSync(folder())).toEqual([]);
});

test.each(UNKNOWN_HOLDERS)('a lock %s is rejected while its time changes', (_, createText) => {
  const text = createText();
  fs.writeFileSync(file(), text);
  const stop = startHeartbeat(file());
  try {
    expect(() => acquireLock(file(), 60_000)).toThrow(
      /^(another process|process \d+ of another container) is using/,
    );
    expect(fs.readFileSync(file(), 'utf8')).toBe(text);
  } finally {
    stop();
  }
});

test('the locks of two processes in namespaces of their own exclude each other', async () => {
  const run = (patience: number) => {
    const program = path.join(__dirname, '..', 'support', 'processes');
    const node = [process.execPath, '--require', path.join(program, 'typescript.cjs')];
    const args = ['--pid', '--fork', '--mount-proc', '--kill-child', ...node];
    return spawn('unshare', [...args, path.join(program, 'lock-holder.ts'), file(), String(patience)]);
  };
  const readLine = async (child: ReturnType<typeof run>): Promise<string> => {
    let out = '';
    for await (const piece of child.stdout) if ((out += String(piece)).endsWith('\n')) break;
    return out.trim();
  };
  if (spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status !== 0) {
    process.stderr.write('skipped: locks in namespaces (unshare is not allowed here)\n');
    return;
  }
  const first = run(60_000);
  try {
    expect(await readLine(first)).toBe('held');
    const text = fs.readFileSync(file(), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ pid: 1 });
    const second = run(60_000);
    expect(await readLine(second)).toMatch(/^process 1 of another container is using this run folder/);
    second.kill('SIGKILL');
    expect(() => acquireLock(file(), 60_000)).toThrow(/^process 1 of another container is using/);
    expect(fs.readFileSync(file(), 'utf8')).toBe(text);
  } finally {
    first.kill('SIGKILL');
  }
  await once(first, 'close');
  acquireLock(file(), 3000)();
});

describe('on a file system without hard links,', () => {
  test.each(['EPERM', 'EOPNOTSUPP', 'ENOSYS'])(
    'where linking is %s, a lock is exclusive all the same',
    (code) => {
      const link = jest.spyOn(fs, 'linkSync').mockImplementation(() => {
        throw Object.assign(new Error(`${code}: not possible, link`), { code, syscall: 'link' });
      });
      try {
        const release = acquireLock(file());
        expect(() => acquireLock(file())).toThrow(/is using this run folder/);
        expect(fs.readdirSync(folder())).toEqual(['lock']);
        release();
        fs.writeFileSync(file(), createLockText({ started: '1' }));
        acquireLock(file())();
        expect(fs.readdirSync(folder())).toEqual([]);
      } finally {
        link.mockRestore();
      }
    },
  );
});

describe('errors of the file system are sentences:', () => {
  test('a lock that is a link to nothing', () => {
    fs.symlinkSync('nothing', file());
    expect(() => acquireLock(file())).toThrow(`${file()} is a link to a file that does not exist: delete it`);
    expect(() => assertUnlocked(file())).toThrow(InputError);
  });

  test.each<[string, () => void]>([
    ['it is a folder', () => fs.mkdirSync(file())],
    ['it or a folder of its path is a file', () => fs.writeFileSync(folder(), '')],
    ['its links lead in a circle', () => fs.symlinkSync('lock', file())],
  ])('%s', (reason, prepare) => {
    if (reason.startsWith('it or')) fs.rmdirSync(folder());
    prepare();
    expect(() => acquireLock(file())).toThrow(
      `cannot read or write the lock ${file()} (${reason}): make it and its folder readable and writable, or give another folder`,
    );
  });

  test.each(['EACCES', 'EIO'])('%s when the lock is read', (code) => {
    fs.writeFileSync(file(), 'of another user');
    const { readFileSync } = fs;
    const read = jest.spyOn(fs, 'readFileSync').mockImplementation(((
      name: string,
      ...rest: [BufferEncoding]
    ) => {
      if (name !== file()) return readFileSync(name, ...rest);
      throw Object.assign(new Error(`${code}: not possible, open`), { code, syscall: 'open' });
    }) as typeof fs.readFileSync);
    try {
      expect(() => acquireLock(file())).toThrow(EnvironmentError);
    } finally {
      read.mockRestore();
    }
  });

  test('a release on a disk that has become read-only throws nothing', () => {
    const release = acquireLock(file());
    const rm = jest.spyOn(fs, 'rmSync').mockImplementation(() => {
      throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS', syscall: 'unlink' });
    });
    try {
      expect(release).not.toThrow();
    } finally {
      rm.mockRestore();
    }
  });
});

describe('assertLockHeld', () => {
  test('accepts the own lock', () => {
    const release = acquireLock(file());
    expect(() => assertLockHeld(file())).not.toThrow();
    release();
  });

  test('throws for the lock of another process, and for a folder that was moved', () => {
    fs.writeFileSync(file(), createLockText({ pid: 1 }));
    expect(() => assertLockHeld(file())).toThrow(
      new FailedError(
        `another process has taken over ${folder()} (${file()}): stop it, then continue with 'nao resume ${folder()}'`,
      ),
    );
    const gone = path.join(folder(), 'gone');
    expect(() => assertLockHeld(path.join(gone, 'lock'))).toThrow(
      new FailedError(
        `${gone} was moved or deleted while it was in use: continue it with 'nao resume' where it is now`,
      ),
    );
  });
});

test('the lock of another machine is rejected, since its process cannot be checked', () => {
  fs.writeFileSync(file(), createLockText({ host: 'elsewhere', pid: 12 }));
  expect(() => acquireLock(file())).toThrow(
    `${file()} is held by process 12 on machine 'elsewhere': wait for it, or delete the file if it no longer runs`,
  );
});
