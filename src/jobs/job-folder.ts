import fs from 'node:fs';
import path from 'node:path';
import { withDiskErrors } from '../files/durable';
import { makeFolder } from '../files/make-folder';
import { MAX_ATTEMPTS } from './job-queue';

/** Creates the folder of a job, or opens the one of an earlier attempt. Empties it before the last attempt. */
export function openJobFolder(parent: string, key: string, attempt: number): string {
  const folder = path.join(parent, key);
  withDiskErrors(folder, () => {
    if (attempt >= MAX_ATTEMPTS) fs.rmSync(folder, { recursive: true, force: true });
    makeFolder(folder);
  });
  return folder;
}

/** Removes the folder of a job that has ended. Ignores errors. */
export function removeJobFolder(parent: string, key: string): void {
  try {
    fs.rmSync(path.join(parent, key), { recursive: true, force: true });
  } catch {
    // The folder only uses disk space, which is no reason to lose the job's result.
  }
}
