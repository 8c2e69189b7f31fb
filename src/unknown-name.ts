import { closest } from 'fastest-levenshtein';
import { InputError } from './errors';

/** The error for a name that is none of those there are. @param kind of what it should name, such as `preset` */
export function unknownName(kind: string, name: string, known: readonly string[]): InputError {
  return new InputError(
    `unknown ${kind} '${name}': did you mean '${closest(name, [...known])}'? (known: ${known.join(', ')})`,
  );
}
