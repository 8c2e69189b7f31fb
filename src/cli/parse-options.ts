import os from 'node:os';
import { InputError } from '../errors';

/** The parts of an option with commas between. @throws InputError if there are none */
export function parseList(list: string): string[] {
  const items = list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (items.length === 0)
    throw new InputError(`'${list}' is an empty list: give one or more, with commas between`);
  return items;
}

/** A whole number from 1 on. @throws InputError naming the option */
export function parsePositiveInteger(text: string, option: string): number {
  const number = /^\d+$/.test(text.trim()) ? Number(text) : 0;
  if (number >= 1 && Number.isSafeInteger(number)) return number;
  throw new InputError(`${option} is '${text}': give a whole number from 1 on`);
}

/** The option --threads; without it one thread for each core. @throws InputError */
export function parseThreadCount(text: string | undefined): number {
  return text === undefined ? os.availableParallelism() : parsePositiveInteger(text, '--threads');
}
