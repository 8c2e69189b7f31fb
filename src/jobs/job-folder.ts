import fs from 'node:fs';
import path from 'node:path';
import { withDiskErrors } from '../files/durable';
import { MAX_ATTEMPTS } from './job-queue';

/** Makes the folder of a job, or finds it as an earlier try left it; empties it before the last try. */
export function openJobFolder(parent: string, key: string, attempt: number): string {
  const folder = path.join(parent, key);
  withDiskErrors(folder, () => {
    if (attempt >= MAX_ATTEMPTS) fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
  });
  return folder;
}

/** Removes the folder of a job that has ended. */
export function removeJobFolder(parent: string, key: string): void {
  try {
    fs.rmSync(path.join(parent, key), { recursive: true, force: true });
  } catch {
    // It takes up room and nothing else: no reason to lose the job's result.
  }
}
