import type { SearchConfig } from '../../config/schema/search';
import { InputError } from '../../errors';

/**
 * Checks that options which name data have an effect on a search.
 *
 * @param options values of the options, by their names; undefined if an option was not given
 * @throws InputError if one is given in mode table
 */
export function assertDataOptionsUsed(
  { mode }: SearchConfig,
  options: Readonly<Record<string, string | undefined>>,
): void {
  if (mode !== 'table') return;
  const given = Object.keys(options).find((name) => options[name] !== undefined);
  if (given !== undefined) {
    throw new InputError(`${given} has no effect in mode table, which reads its table alone: leave it out`);
  }
}

/**
 * Checks that an option of another kind of data was left at its default.
 *
 * @param value 0 by default
 * @param data such as `the text 'ptb'`, for the error message
 * @throws InputError if it is another number
 */
export function assertUnset(option: string, value: number, data: string): void {
  if (value !== 0) throw new InputError(`${option} has no effect on ${data}: leave it out`);
}
