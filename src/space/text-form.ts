import { InputError } from '../errors';
import { pluralize } from '../plural';

/** Splits a text at white space. */
export function splitWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Removes the brackets and commas of a printed list of integers. Other texts, such as genotypes, only lose blanks around them. */
export function unwrapList(text: string): string {
  return /^[\d\s,[\]()]*$/.test(text) ? text.replace(/[[\](),]/g, ' ').trim() : text.trim();
}

/** Parses a word of decimal digits. Any other word is NaN. */
export function parseInteger(word: string): number {
  return /^\d+$/.test(word) ? Number(word) : NaN;
}

/** Lists the choices `numbers` (default: all) with their names: `0 (tanh), 1 (relu)`. */
export function formatChoices(names: readonly string[], numbers: Iterable<number> = names.keys()): string {
  return Array.from(numbers, (number) => `${number} (${names[number]})`).join(', ');
}

/**
 * Creates the error for a text with the wrong number of words.
 *
 * @param words words of the text
 * @param form the expected form and how to write it
 * @param otherNodes the setting space.nodes that the text fits, if there is one
 */
export function createWordCountError(words: number, form: string, otherNodes?: number): InputError {
  const found = words === 0 ? 'is empty' : `has ${pluralize(words, 'word')}`;
  const alternative = otherNodes === undefined ? '' : `, or set space.nodes to ${otherNodes}`;
  return new InputError(`the architecture ${found}, but ${form}${alternative}`);
}

/** Creates the error for an invalid word. @param position 0-based */
export function createPositionError(position: number, problem: string): InputError {
  return new InputError(`position ${position + 1}: ${problem}`);
}
