import fs from 'node:fs';
import { InputError } from '../errors';
import { replaceFile } from '../files/durable';

/** What all results that are kept together have in common, as plain JSON: with another one they could not be compared. */
export type Protocol = Readonly<Record<string, unknown>>;

/**
 * Writes the protocol beside results that begin, or makes sure that it is the one under which they were begun.
 *
 * @throws InputError if it is another one
 */
export function ensureProtocol(file: string, protocol: Protocol): void {
  const text = `${JSON.stringify(protocol, null, 2)}\n`;
  if (!fs.existsSync(file)) replaceFile(file, text);
  else if (fs.readFileSync(file, 'utf8') !== text) {
    throw new InputError(
      `${file} says that what is there was begun with other settings, another table, budget or version of nao: give the same again, or another --out`,
    );
  }
}
