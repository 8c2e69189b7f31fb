import fs from 'node:fs';
import path from 'node:path';
import { randomInteger } from '../../src/random';
import { findMountObstacle, mountDisk, unmountDisk } from '../support/small-disk';
import { finish, getArguments } from './kills';
import { findFaults, runProgram } from './program';
import type { Campaign, TrialResult } from './trial';

/** Fills the disk of a run, frees it and resumes the run. */
export const fullDisk: Campaign = {
  name: 'full disk',
  unit: 'disks',
  weight: 1,
  findObstacle: findMountObstacle,
  async run(context): Promise<TrialResult> {
    const { random, subjects, folder } = context;
    const subject = subjects.all[randomInteger(random, subjects.all.length)];
    const { bytes } = await subjects.twin(subject);
    const kilobytes = 8 + randomInteger(random, bytes / 1024);
    const out = path.join(folder, 'run');
    fs.mkdirSync(out);
    const obstacle = mountDisk(out, `${kilobytes}k`);
    if (obstacle !== undefined) throw new Error(obstacle);
    try {
      const ended = await runProgram(folder, getArguments(context, subject));
      mountDisk(out, '1g', 'remount');
      const result = await finish(context, subject, findFaults(ended));
      if (result.faults.length > 0) fs.cpSync(out, `${out} after the fault`, { recursive: true });
      return { subject: subject.name, attempts: 1, ...result };
    } finally {
      unmountDisk(out);
    }
  },
};
