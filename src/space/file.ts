import { readFileSync } from 'node:fs';
import { InputError } from '../errors';
import type { Architecture, Space } from './space';

/**
 * Reads a file of architectures, one a line. Blank lines are skipped, and so is what follows a `#`.
 *
 * @returns the architectures in the file's order, at least one
 * @throws InputError naming the file, and the line where one is wrong
 */
export function readArchitectures(file: string, space: Space): Architecture[] {
  const architectures: Architecture[] = [];
  const lines = readText(file).split(/\r\n|\n|\r/);
  lines.forEach((line, i) => {
    const text = line.replace(/#.*/, '').trim();
    if (text === '') return;
    try {
      architectures.push(space.parse(text));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(`${file}, line ${i + 1}: ${error.message}`);
    }
  });
  if (architectures.length === 0) {
    throw new InputError(`${file} holds no architecture: write one a line`);
  }
  return architectures;
}

function readText(file: string): string {
  try {
    // Some editors begin a file with a byte order mark.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new InputError(
      `cannot read the architectures in ${file} (${reasonOf(error)}): name a readable text file`,
    );
  }
}

/** The system's code, such as ENOENT: its message would repeat the path. */
function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}
