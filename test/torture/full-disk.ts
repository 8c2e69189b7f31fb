import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomInteger } from '../../src/random';
import { finish, getArguments } from './kills';
import { findFaults, runProgram } from './program';
import type { Campaign, TrialResult } from './trial';

/** Fills the disk of a run, frees it and resumes the run. */
export const fullDisk: Campaign = {
  name: 'full disk',
  unit: 'disks',
  weight: 1,
  findObstacle() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-torture-mount-'));
    try {
      const obstacle = mount('1m', folder);
      if (obstacle === undefined) unmount(folder);
      return obstacle;
    } finally {
      fs.rmdirSync(folder);
    }
  },
  async run(context): Promise<TrialResult> {
    const { random, subjects, folder } = context;
    const subject = subjects.all[randomInteger(random, subjects.all.length)];
    const { bytes } = await subjects.twin(subject);
    const kilobytes = 8 + randomInteger(random, bytes / 1024);
    const out = path.join(folder, 'run');
    fs.mkdirSync(out);
    const obstacle = mount(`${kilobytes}k`, out);
    if (obstacle !== undefined) throw new Error(obstacle);
    try {
      const ended = await runProgram(folder, getArguments(context, subject));
      mount('1g', out, 'remount,');
      const faults = findFaults(ended);
      return { subject: subject.name, attempts: 1, ...(await finish(context, subject, faults)) };
    } finally {
      unmount(out);
    }
  },
};

/** Mounts a file system in memory. @returns why it cannot */
function mount(size: string, folder: string, options = ''): string | undefined {
  const { status, stderr, error } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `${options}size=${size}`, 'tmpfs', folder],
    { encoding: 'utf8' },
  );
  return status === 0 ? undefined : `no file system can be mounted (${error?.message ?? stderr.trim()})`;
}

function unmount(folder: string): void {
  spawnSync('umount', ['-l', folder]);
}
