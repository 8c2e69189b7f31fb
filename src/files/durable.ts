import fs from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { FailedError } from '../errors';

/** Writes all of `bytes`; a disk may take them in parts. @throws FailedError where the disk is full */
export function writeAll(fd: number, bytes: Uint8Array, file: string): void {
  withDiskErrors(file, () => {
    for (let done = 0; done < bytes.length;) done += fs.writeSync(fd, bytes, done);
  });
}

/** Makes a file's or folder's bytes outlast a power cut. */
export function fsync(fileOrFolder: string): void {
  withDiskErrors(fileOrFolder, () => {
    const fd = fs.openSync(fileOrFolder, 'r');
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  });
}

/**
 * Puts `text` in place of a file's contents: written beside, then renamed, so that a reader sees the old or the new
 * file, never half of one.
 *
 * @throws FailedError where the disk is full
 */
export function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.writing`;
  withDiskErrors(file, () => {
    try {
      fs.writeFileSync(temporary, text, { flush: true });
      fs.renameSync(temporary, file);
    } finally {
      fs.rmSync(temporary, { force: true });
    }
  });
}

/**
 * Puts what `write` makes in place of a folder and all that is in it: written beside, then renamed.
 *
 * @param write given an empty folder
 * @throws FailedError where the disk is full
 */
export function replaceFolder(folder: string, write: (temporary: string) => void): void {
  const temporary = `${folder}.writing`;
  withDiskErrors(folder, () => {
    fs.rmSync(temporary, { recursive: true, force: true });
    fs.mkdirSync(temporary, { recursive: true });
    write(temporary);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(temporary, folder);
  });
}

/** Runs `write`. @throws FailedError where the disk is full or must not be written, naming `file` */
export function withDiskErrors<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const reason = DISK_ERRORS[getErrorCode(error) ?? ''];
    if (reason === undefined) throw error;
    throw new FailedError(
      `cannot write ${file}: ${reason}; mend that, then go on with 'nao resume' (what was written before is kept)`,
      { cause: error },
    );
  }
}

const DISK_ERRORS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than is allowed here',
  EROFS: 'the disk is read-only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EIO: 'the disk reports an error',
};

/** A system error's code, such as `ENOENT`. */
export function getErrorCode(error: unknown): string | undefined {
  // Not by its class: under Jest the system's errors belong to another realm.
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

/**
 * Writes a file beside and renames it, so a reader never sees half of one.
 *
 * @throws FailedError if it cannot be written
 */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new FailedError(
      `cannot write the report '${file}' (${String(error)}): make room or make the folder writable, then run 'nao report' again`,
    );
  }
}
