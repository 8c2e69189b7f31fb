import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Mounts a file system in memory. Returns false if that is not allowed. */
function mount(folder: string, size: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status === 0;
}

const canMount = ((): boolean => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-mount-'));
  const mounted = mount(folder, '4k');
  if (mounted) spawnSync('umount', [folder]);
  fs.rmdirSync(folder);
  return mounted;
})();

/** `test` for tests with a small disk. Skips them with a message where mounting is not allowed. */
export function whenMountable(...[name, run, limit]: Parameters<typeof test>): void {
  if (canMount) {
    test(name, run, limit);
    return;
  }
  process.stderr.write(`not tested, since mounting is not allowed: ${String(name)}\n`);
  test.skip(name, run, limit);
}

/** Calls `use` while a disk of a size, such as `8k`, is mounted at a new folder. */
export function withSmallDisk(folder: string, size: string, use: () => void): void {
  fs.mkdirSync(folder);
  if (!mount(folder, size)) throw new Error(`cannot mount ${folder}`);
  try {
    use();
  } finally {
    spawnSync('umount', [folder]);
  }
}
