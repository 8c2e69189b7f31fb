import { rename, rm, writeFile } from 'node:fs/promises';
import { FailedError } from '../errors';

/**
 * Writes a file beside and renames it, so a reader never sees half of one.
 *
 * @throws FailedError if it cannot be written
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new FailedError(
      `cannot write the report '${file}' (${String(error)}): make room or make the folder writable, then run 'nao report' again`,
    );
  }
}
