import { InputError } from '../../../src/errors';
import { randomInteger } from '../../../src/random';
import type { Architecture, Space } from '../../../src/space/space';

/** A space for tests: `length` digits below `base`; read from the back, an architecture is the same one. */
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
    canonical: (architecture) => [architecture.join(' '), reversed(architecture).join(' ')].sort()[0],
    symmetries: (architecture) => {
      const twin = reversed(architecture);
      return twin.join(' ') === architecture.join(' ') ? [] : [twin];
    },
    draw: () => [],
  };
}

/** How many different architectures a digit space has: texts that read the same both ways are counted once anyway. */
export function differentDigits(length: number, base: number): number {
  return (base ** length + base ** Math.ceil(length / 2)) / 2;
}

function reversed(architecture: Architecture): Architecture {
  return [...architecture].reverse();
}
