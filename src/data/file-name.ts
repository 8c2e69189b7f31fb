import { isUtf8 } from 'node:buffer';
import { InputError } from '../errors';

/**
 * Decodes the name of a file.
 *
 * @param where the folder or archive, for the message
 * @throws InputError if it is not UTF-8, as names from old systems; decoded with replacement, two of them could be equal
 */
export function decodeFileName(bytes: Buffer, where: string): string {
  if (isUtf8(bytes)) return bytes.toString();
  // One character per byte; those of other encodings are shown by number.
  const shown = bytes
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`);
  throw createNameError(shown, where);
}

/** Creates the error for a name that is not UTF-8. */
export function createNameError(shown: string, where: string): InputError {
  return new InputError(`${where} has the name ${shown}, which is not UTF-8: rename it`);
}
