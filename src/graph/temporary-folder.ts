import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EnvironmentError } from '../errors';

/** Creates a folder for temporary files. @throws EnvironmentError if the system's folder for them is not writable */
export function makeTemporaryFolder(prefix: string): string {
  try {
    return fs.mkdtempSync(path.join(os.tmpdir(), prefix));
  } catch (error) {
    throw new EnvironmentError(
      `cannot write to the folder for temporary files (${(error as Error).message}): set TMPDIR to a writable folder`,
      { cause: error },
    );
  }
}
