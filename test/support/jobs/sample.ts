import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Job } from '../../../src/jobs/job-queue';
import type { SampleData } from './sample-thread';

const root = path.join(__dirname, '..', '..', '..');

/** Returns a compiled file of this folder, since threads and processes run JavaScript. Compiles it if it is missing. */
export function compiledSample(name: 'sample-thread' | 'sample-worker' | 'sample-nao'): string {
  const file = path.join(root, 'dist', 'test', 'support', 'jobs', `${name}.js`);
  if (!fs.existsSync(file)) {
    spawnSync(process.execPath, [path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root]);
  }
  return file;
}

/** Creates a job of a kind that the sample thread handles. */
export function sampleJob(kind: string, data: SampleData, changes: Partial<Job> = {}): Job {
  return { kind, run: 'test run', architecture: '0 1 2 3', seed: 5, data: { ...data }, ...changes };
}

/** Reads the lines of a log. */
export function linesOf(log: string): string[] {
  return fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
}

/** Waits until a line of the log matches. */
export async function untilLogged(log: string, line: RegExp): Promise<void> {
  await until(() => linesOf(log).some((each) => line.test(each)));
}

/** Waits until a condition holds, up to the test's timeout. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
