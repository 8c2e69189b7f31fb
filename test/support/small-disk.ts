import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Mounts a file system in memory, or changes the size of one.
 *
 * @param size such as `8k`
 * @param options of the mount, such as `remount`
 * @returns why it cannot be mounted; undefined if it is
 */
export function mountDisk(folder: string, size: string, ...options: readonly string[]): string | undefined {
  const settings = [...options, `size=${size}`].join(',');
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', settings, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : `no file system can be mounted (${error?.message ?? stderr.trim()})`;
}

/** Unmounts a file system, at the latest when no process uses it any more. */
export function unmountDisk(folder: string): void {
  spawnSync('umount', ['-l', folder]);
}

/** Returns why file systems cannot be mounted; undefined if they can. */
export function findMountObstacle(): string | undefined {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-mount-'));
  const obstacle = mountDisk(folder, '4k');
  if (obstacle === undefined) unmountDisk(folder);
  fs.rmdirSync(folder);
  return obstacle;
}

/** `test` for tests with a small disk. Skips them with a message where mounting is not allowed. */
export function whenMountable(...[name, run, limit]: Parameters<typeof test>): void {
  const obstacle = findMountObstacle();
  if (obstacle === undefined) {
    test(name, run, limit);
    return;
  }
  process.stderr.write(`not tested, since ${obstacle}: ${String(name)}\n`);
  test.skip(name, run, limit);
}

/** Calls `use` while a disk of a size, such as `8k`, is mounted at a new folder. */
export function withSmallDisk(folder: string, size: string, use: () => void): void {
  fs.mkdirSync(folder);
  const obstacle = mountDisk(folder, size);
  if (obstacle !== undefined) throw new Error(obstacle);
  try {
    use();
  } finally {
    unmountDisk(folder);
  }
}
