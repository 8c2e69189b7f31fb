import { InputError } from '../errors';
import { pluralize } from '../plural';
import { randomInteger } from '../random';
import type { Architecture, Space } from './space';

/** A place in a text form. Places do not depend on one another: every place takes its own range, whatever stands before. */
export interface Position {
  /** It holds an integer from 0 to `choices` - 1. */
  readonly choices: number;
  /** The token that stands for 0 here; the next one stands for 1. */
  readonly firstToken: number;
}

/** What a space is once its places are known; `read` takes the words of a text, one a place. */
export type PositionalSpace = Pick<
  Space,
  'length' | 'size' | 'validTokens' | 'toTokens' | 'fromTokens' | 'sample' | 'format'
> & {
  read(words: readonly string[], refusal: (word: string, position: number) => InputError): Architecture;
};

/** The part of a space that follows from the ranges of its places. */
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
        throw new RangeError(`${tokens.length} tokens where ${positions.length} belong`);
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

    read: (words, refusal) =>
      words.map((word, position) => {
        const value = /^-?\d+$/.test(word) ? Number(word) : NaN;
        if (!isChoice(value, positions[position])) throw refusal(word, position);
        return value;
      }),
  };
}

function isChoice(value: number, { choices }: Position): boolean {
  return Number.isInteger(value) && value >= 0 && value < choices;
}

/** The words of a text, whatever white space is between them. */
export function splitWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** How a text that has the wrong number of words is described. */
export function describeWordCount(count: number): string {
  return count === 0 ? 'is empty' : `has ${pluralize(count, 'word')}`;
}

/** The most nodes a cell may have, in every space. */
export const MAX_NODES = 12;

/** @throws InputError if a cell cannot have that many nodes */
export function assertNodeCount(nodes: number): void {
  if (Number.isInteger(nodes) && nodes >= 1 && nodes <= MAX_NODES) return;
  throw new InputError(
    `space.nodes is ${nodes}, but a cell has 1 to ${MAX_NODES} nodes: choose one of these`,
  );
}
