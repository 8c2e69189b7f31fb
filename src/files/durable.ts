import fs from 'node:fs';
import path from 'node:path';
import { getErrorCode, toUserError } from './system-errors';

/**
 * Replaces the contents of a file atomically: readers see the old file or the new one, never a part of it, also after a power
 * failure.
 *
 * @throws MachineError if the disk is full or not writable
 */
export function replaceFile(file: string, text: string): void {
  const temporary = getTemporaryPath(file);
  withDiskErrors(file, () => {
    try {
      fs.writeFileSync(temporary, text, { flush: true });
      fs.renameSync(temporary, file);
      syncFolder(path.dirname(file));
    } finally {
      fs.rmSync(temporary, { force: true });
    }
  });
}

/**
 * Replaces a file atomically, as `replaceFile` does, without blocking the thread.
 *
 * @param write writes the contents to the given temporary file
 * @throws the error of `write` or of the file system
 */
export async function replaceFileAsync(
  file: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = getTemporaryPath(file);
  try {
    await write(temporary);
    sync(temporary);
    await fs.promises.rename(temporary, file);
    syncFolder(path.dirname(file));
  } finally {
    await fs.promises.rm(temporary, { force: true });
  }
}

/** Writes a report or a figure atomically. @throws MachineError if it cannot be written */
export async function writeReportFile(file: string, text: string): Promise<void> {
  try {
    await replaceFileAsync(file, (temporary) => fs.promises.writeFile(temporary, text));
  } catch (error) {
    throw toUserError(error, `write ${file}`);
  }
}

/**
 * Replaces a folder with a complete one that survives a power failure. Readers never see a partly written folder. Its parent must
 * exist.
 *
 * @param write writes the contents into the given empty folder
 * @throws MachineError if the disk is full or not writable
 */
export function replaceFolder(folder: string, write: (temporary: string) => void): void {
  const temporary = `${folder}${TEMPORARY_SUFFIX}`;
  const old = `${folder}${OLD_SUFFIX}`;
  withDiskErrors(folder, () => {
    try {
      restoreFolder(old);
      fs.rmSync(temporary, { recursive: true, force: true });
      fs.mkdirSync(temporary);
      write(temporary);
      for (const entry of fs.readdirSync(temporary, { encoding: 'utf8', recursive: true })) {
        sync(path.join(temporary, entry));
      }
      sync(temporary);
      // A folder cannot be renamed over another one, so the old one stays beside it until the new one has its name.
      if (fs.existsSync(folder)) fs.renameSync(folder, old);
      fs.renameSync(temporary, folder);
      syncFolder(path.dirname(folder));
    } finally {
      restoreFolder(old);
      fs.rmSync(temporary, { recursive: true, force: true });
    }
  });
}

/** Gives folders their name back that a crash has left without a replacement, and removes those that have one. */
export function restoreReplacedFolders(parent: string): void {
  for (const entry of fs.readdirSync(parent)) {
    if (entry.endsWith(OLD_SUFFIX)) restoreFolder(path.join(parent, entry));
  }
}

function restoreFolder(old: string): void {
  if (!fs.existsSync(old)) return;
  const folder = old.slice(0, -OLD_SUFFIX.length);
  if (fs.existsSync(folder)) fs.rmSync(old, { recursive: true, force: true });
  else fs.renameSync(old, folder);
}

/** Name of a temporary file: the file's name and the id of the process that writes it. */
const TEMPORARY_NAME = /^(.+)\.(\d+)\.partial$/;

/** Returns the name of the file that `entry` is a temporary file of; undefined if it is none. */
export function findTemporaryTarget(entry: string): string | undefined {
  return TEMPORARY_NAME.exec(entry)?.[1];
}

/**
 * Removes temporary files that killed processes have left in a folder. Those of running processes stay.
 *
 * @param file only those of this file; by default those of all files
 * @param pattern names of temporary files: the first group is the file, the second the process
 */
export function removeOrphans(folder: string, file?: string, pattern = TEMPORARY_NAME): void {
  for (const entry of fs.readdirSync(folder)) {
    const [, target, pid] = pattern.exec(entry) ?? [];
    if (target === undefined || (file !== undefined && target !== file)) continue;
    if (!isProcessAlive(Number(pid))) fs.rmSync(path.join(folder, entry), { force: true });
  }
}

/** Writes all of `bytes`, since one call may write only a part. @throws MachineError if the disk is full or not writable */
export function writeAll(fd: number, bytes: Uint8Array, file: string): void {
  withDiskErrors(file, () => {
    for (let done = 0; done < bytes.length;) done += fs.writeSync(fd, bytes, done);
  });
}

/** Runs `write`. @throws MachineError naming `file` if the system refuses, as for a full disk */
export function withDiskErrors<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw toUserError(error, `write ${file}`);
  }
}

/** Returns true if a process has this id. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return getErrorCode(error) === 'EPERM'; // the process of another user
  }
}

const TEMPORARY_SUFFIX = '.partial';
/** Ending of a folder that is being replaced. */
const OLD_SUFFIX = '.replaced';

/** Path of this process's temporary file for `file`, in the same folder because a rename cannot cross file systems. */
function getTemporaryPath(file: string): string {
  return `${file}.${process.pid}${TEMPORARY_SUFFIX}`;
}

/** Flushes a file or folder to the disk, so that it survives a power failure. */
function sync(fileOrFolder: string): void {
  const fd = fs.openSync(fileOrFolder, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Errors of file systems and folders that do not let a folder be flushed. */
const NOT_SYNCABLE = ['EINVAL', 'ENOTSUP', 'EBADF', 'EISDIR', 'EACCES', 'EPERM'];

/** Flushes the names of a folder's files to the disk, where the file system can do so. */
export function syncFolder(folder: string): void {
  try {
    sync(folder);
  } catch (error) {
    if (!NOT_SYNCABLE.includes(getErrorCode(error) ?? '')) throw error;
  }
}
