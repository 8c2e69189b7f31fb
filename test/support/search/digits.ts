import { InputError } from '../../../src/errors';
import { randomInteger } from '../../../src/random';
import type { Architecture, Space } from '../../../src/space/space';

/** Creates a space of `length` digits below `base`. An architecture and its reversal are isomorphic. */
export function digitSpace(length: number, base: number): Space {
  const digits = Array.from({ length: base }, (_, digit) => digit);
  return {
    name: 'digits',
    length,
    vocabulary: base,
    size: BigInt(base) ** BigInt(length),
    validTokens: () => digits,
    toTokens: (architecture) => [...architecture],
    fromTokens: (tokens) => [...tokens],
    sample: (random) => Array.from({ length }, () => randomInteger(random, base)),
    parse(text) {
      const architecture = text.split(' ').map(Number);
      if (architecture.length !== length) throw new InputError(`position ${length}: wrong number of digits`);
      return architecture;
    },
    format: (architecture) => architecture.join(' '),
    canonical: (architecture) => [architecture.join(' '), reverse(architecture).join(' ')].sort()[0],
    symmetries: (architecture) => {
      const symmetric = reverse(architecture);
      return symmetric.join(' ') === architecture.join(' ') ? [] : [symmetric];
    },
    draw: () => [],
  };
}

/**
 * Returns the number of non-isomorphic architectures in a digit space. Palindromes are their own reversal.
 */
export function countDistinctDigits(length: number, base: number): number {
  return (base ** length + base ** Math.ceil(length / 2)) / 2;
}

function reverse(architecture: Architecture): Architecture {
  return [...architecture].reverse();
}
