import { InputError } from '../errors';
import type { TextPart } from './text-dataset';

/**
 * Steps of each sequence when a part is cut into `sequences` columns of one length: floor((tokens - 1) / sequences), for the
 * last step of a column needs a token behind it to predict. What is left at the end is not used.
 *
 * @param name the data set, for messages
 * @param tokens tokens of the part
 * @param sequences columns read side by side (batch)
 * @param steps steps that each column must have: those of a training step (truncated back-propagation), 1 for scoring
 * @returns steps of a column, at least `steps`
 * @throws InputError with the tokens there are and those needed
 */
export function requireWindows(
  name: string,
  part: TextPart,
  tokens: number,
  sequences: number,
  steps: number,
): number {
  const needed = sequences * steps + 1;
  if (tokens >= needed) return Math.floor((tokens - 1) / sequences);
  throw new InputError(
    `The ${part} part of ${name} has ${tokens} tokens, but ${counted(sequences, 'sequence')} of ${counted(steps, 'step')} ` +
      `need ${needed}: use fewer sequences (batch) or steps, or a longer text.`,
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
