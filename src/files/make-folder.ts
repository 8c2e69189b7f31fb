import fs from 'node:fs';
import path from 'node:path';
import { getErrorCode } from './durable';

/**
 * Creates a folder and those around it, unless they exist. Node's own recursive `mkdir` never ends below /proc, where a new folder
 * is refused as if the folder around it did not exist.
 *
 * @throws the error of the file system
 */
export function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if (getErrorCode(error) === 'ENOENT' && parent !== folder) {
      if (fs.existsSync(parent)) throw error;
      makeFolder(parent);
      fs.mkdirSync(folder);
    } else if (getErrorCode(error) !== 'EEXIST' || !fs.statSync(folder).isDirectory()) {
      throw error;
    }
  }
}
