import fs from 'node:fs';
import path from 'node:path';
import { syncFolder } from './durable';
import { getErrorCode } from './system-errors';

/**
 * Creates a folder and its parents if they do not exist, so that they survive a power failure.
 *
 * @throws the error of the file system, which names the part of the path that cannot be created
 */
export function makeFolder(folder: string): void {
  // `mkdirSync` with `recursive` never returns below /proc.
  if (isFolder(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  makeSubfolder(folder);
}

/** Checks that `makeFolder` may create a folder, without creating it. @throws the error of the file system if not */
export function assertMayMakeFolder(folder: string): void {
  const resolved = path.resolve(folder);
  if (isFolder(resolved)) return fs.accessSync(resolved, fs.constants.W_OK | fs.constants.X_OK);
  assertMayMakeFolder(path.dirname(resolved));
}

/** Creates a folder if it does not exist, in a parent that does. @throws the error of the file system */
export function makeSubfolder(folder: string): void {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (getErrorCode(error) === 'EEXIST' && isFolder(folder)) return;
    throw error;
  }
  syncFolder(path.dirname(folder));
}

function isFolder(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
