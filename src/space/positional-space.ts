import { InputError } from '../errors';
import { randomInteger } from '../random';
import type { Architecture, Space } from './space';
import { parseInteger } from './text-form';

/** A position of a text form, with a range of values that does not depend on the other positions. */
export interface Position {
  /** Number of values: the position holds an integer from 0 to `choices` - 1. */
  readonly choices: number;
  /** The token of value 0. Value v is token `firstToken` + v. */
  readonly firstToken: number;
}

/** The part of a space that follows from its positions. */
export type PositionalSpace = Pick<
  Space,
  'length' | 'size' | 'validTokens' | 'toTokens' | 'fromTokens' | 'sample' | 'format'
> & {
  /** Parses the words of a text, one per position. @throws the error that `createError` makes for an invalid word */
  read(words: readonly string[], createError: (word: string, position: number) => InputError): Architecture;
};

/** Creates the part of a space that follows from its positions. */
export function createPositionalSpace(positions: readonly Position[]): PositionalSpace {
  const validTokens = positions.map(({ choices, firstToken }) =>
    Array.from({ length: choices }, (_, value) => value + firstToken),
  );
  return {
    length: positions.length,
    size: positions.reduce((product, { choices }) => product * BigInt(choices), 1n),

    validTokens(position) {
      if (validTokens[position] === undefined) {
        throw new RangeError(`position ${position} is outside an architecture of ${positions.length} tokens`);
      }
      return validTokens[position];
    },
    toTokens: (architecture) => architecture.map((value, position) => value + positions[position].firstToken),
    fromTokens(tokens) {
      if (tokens.length !== positions.length) {
        throw new RangeError(`got ${tokens.length} tokens, expected ${positions.length}`);
      }
      return tokens.map((token, position) => {
        const value = token - positions[position].firstToken;
        if (!isChoice(value, positions[position])) {
          throw new RangeError(`token ${token} is not valid at position ${position}`);
        }
        return value;
      });
    },
    sample: (random) => positions.map(({ choices }) => randomInteger(random, choices)),
    format: (architecture) => architecture.join(' '),

    read: (words, createError) =>
      words.map((word, position) => {
        const value = parseInteger(word);
        if (!isChoice(value, positions[position])) throw createError(word, position);
        return value;
      }),
  };
}

function isChoice(value: number, { choices }: Position): boolean {
  return Number.isInteger(value) && value >= 0 && value < choices;
}

/** The maximum number of nodes per cell, in every space. */
export const MAX_NODES = 12;

/** Throws if a cell cannot have that many nodes. @throws InputError if `nodes` is not a whole number from 1 to 12 */
export function assertNodeCount(nodes: number): void {
  if (Number.isInteger(nodes) && nodes >= 1 && nodes <= MAX_NODES) return;
  throw new InputError(
    `space.nodes is ${nodes}, but a cell has 1 to ${MAX_NODES} nodes: choose one of these`,
  );
}
