import os from 'node:os';
import { InputError } from '../../errors';

/** Splits a list at its commas. @throws InputError if it is empty */
export function parseList(list: string): string[] {
  const items = list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (items.length === 0) {
    throw new InputError(`'${list}' is an empty list: give one or more values, separated by commas`);
  }
  return items;
}

/** Parses a whole number from `minimum`. @throws InputError with the name of the option */
export function parseWholeNumber(text: string, option: string, minimum = 0): number {
  const number = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  if (number >= minimum && Number.isSafeInteger(number)) return number;
  throw new InputError(`${option} is '${text}': give a whole number of at least ${minimum}`);
}

/** Parses a whole number from 1. @throws InputError with the name of the option */
export function parsePositiveInteger(text: string, option: string): number {
  return parseWholeNumber(text, option, 1);
}

/** Parses a list of whole numbers from 1. @throws InputError with the name of the option */
export function parsePositiveIntegers(list: string, option: string): number[] {
  return parseList(list).map((text) => parsePositiveInteger(text, option));
}

/** Parses --threads, by default the number of CPU cores. @throws InputError if it is not a positive integer */
export function parseThreadCount(text: string | undefined): number {
  return text === undefined ? os.availableParallelism() : parsePositiveInteger(text, '--threads');
}
