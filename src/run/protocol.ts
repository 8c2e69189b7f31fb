import fs from 'node:fs';
import { InputError } from '../errors';
import { replaceFile } from '../files/durable';

/** Fixed settings of an experiment, as plain JSON. Results are comparable only under the same protocol. */
export type Protocol = Readonly<Record<string, unknown>>;

/**
 * Writes the protocol of new results, or checks it against the protocol of existing results.
 *
 * @throws InputError if the protocols differ
 */
export function ensureProtocol(file: string, protocol: Protocol): void {
  const text = `${JSON.stringify(protocol, null, 2)}\n`;
  if (!fs.existsSync(file)) replaceFile(file, text);
  else if (fs.readFileSync(file, 'utf8') !== text) {
    throw new InputError(
      `${file} has other settings, another table, run, budget or version of nao: give the same again, or another --out`,
    );
  }
}
