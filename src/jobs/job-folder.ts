import fs from 'node:fs';
import path from 'node:path';
import { withDiskErrors } from '../files/durable';
import { makeSubfolder } from '../files/make-folder';
import { MAX_ATTEMPTS } from './job-queue';

/**
 * Creates the folder of a job, or opens the one of an earlier attempt. Empties it before the last attempt, but not when that attempt
 * continues after a release or a stall.
 */
export function openJobFolder(parent: string, key: string, attempt: number): string {
  const folder = path.join(parent, key);
  withDiskErrors(folder, () => {
    // Not the run folder: one that was moved must not appear again.
    makeSubfolder(parent);
    const marker = getMarkerPath(parent, key);
    const isLast = attempt >= MAX_ATTEMPTS;
    const mustEmpty = isLast && !fs.existsSync(marker);
    if (!isLast) fs.rmSync(marker, { force: true });
    if (mustEmpty) fs.rmSync(folder, { recursive: true, force: true });
    makeSubfolder(folder);
    if (mustEmpty) fs.writeFileSync(marker, '');
  });
  return folder;
}

/** Removes the folder of a job that has ended. Ignores errors. */
export function removeJobFolder(parent: string, key: string): void {
  try {
    fs.rmSync(path.join(parent, key), { recursive: true, force: true });
    fs.rmSync(getMarkerPath(parent, key), { force: true });
  } catch {
    // The folder only uses disk space, which is no reason to lose the job's result.
  }
}

/** Returns the path of the file that says that a job's folder was emptied for the last attempt. Beside the folder, which is the handler's. */
function getMarkerPath(parent: string, key: string): string {
  return path.join(parent, `${key}.emptied`);
}
