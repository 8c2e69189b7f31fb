import fc from 'fast-check';
import { createRandomStream } from '../../src/random';
import { encodeArchitectureGroups } from '../../src/space/encoding';
import type { Architecture, Space } from '../../src/space/space';

/** The size of the largest space that is enumerated. */
const MAX_ENUMERATED = 20_000;

/** Tests the contract of `Space`. Each space's test file calls it. */
export function testSpace(title: string, create: () => Space): void {
  describe(`${title} keeps the contract of a space`, () => {
    const space = create();
    const walks = fc
      .infiniteStream(fc.nat())
      .map((numbers) => walk(space, () => Number(numbers.next().value)));

    test('every walk over valid tokens is an architecture that round-trips through text and tokens', () => {
      fc.assert(
        fc.property(walks, (tokens) => {
          expect(tokens).toHaveLength(space.length);
          const architecture = space.fromTokens(tokens);
          expect(space.toTokens(architecture)).toEqual(tokens);
          const text = space.format(architecture);
          expect(text).toMatch(/^\d+( \d+)*$/);
          expect(space.parse(text)).toEqual(architecture);
        }),
        { numRuns: 200 },
      );
    });

    test('validTokens is never empty and within the vocabulary', () => {
      fc.assert(
        fc.property(walks, (tokens) => {
          tokens.forEach((_, position) => {
            const valid = space.validTokens(position, position === 0 ? undefined : tokens[position - 1]);
            expect(valid.length).toBeGreaterThan(0);
            expect(new Set(valid).size).toBe(valid.length);
            const inVocabulary = (token: number): boolean =>
              Number.isInteger(token) && token >= 0 && token < space.vocabulary;
            expect(valid.every(inVocabulary)).toBe(true);
          });
        }),
        { numRuns: 50 },
      );
    });

    test('symmetries returns other texts of the same network', () => {
      fc.assert(
        fc.property(walks, (tokens) => {
          const architecture = space.fromTokens(tokens);
          const key = space.canonical(architecture);
          const symmetries = space.symmetries(architecture);
          for (const other of symmetries) {
            expect(other).not.toEqual(architecture);
            expect(space.parse(space.format(other))).toEqual(other);
            expect(space.canonical(other)).toBe(key);
          }
          expect(space.symmetries(architecture)).toEqual(symmetries);
        }),
        { numRuns: 50 },
      );
    });

    test('prune keeps the network and is idempotent', () => {
      fc.assert(
        fc.property(walks, (tokens) => {
          const architecture = space.fromTokens(tokens);
          const pruned = space.prune?.(architecture) ?? architecture;
          expect(space.canonical(pruned)).toBe(space.canonical(architecture));
          expect(space.prune?.(pruned) ?? pruned).toEqual(pruned);
          expect(space.parse(space.format(pruned))).toEqual(pruned);
        }),
        { numRuns: 50 },
      );
    });

    test('sample is valid, depends only on the random stream, and reaches every first token', () => {
      const draw = (seed: number): Architecture[] => {
        const random = createRandomStream(seed, 'sample');
        return Array.from({ length: 500 }, () => space.sample(random));
      };
      const samples = draw(1);
      expect(draw(1)).toEqual(samples);
      expect(draw(2)).not.toEqual(samples);
      for (const sample of samples) expect(space.parse(space.format(sample))).toEqual(sample);
      const first = new Set(samples.map((sample) => space.toTokens(sample)[0]));
      expect([...first].sort()).toEqual([...space.validTokens(0, undefined)].sort());
    });

    test('feature groups are finite and have fixed sizes', () => {
      const encode = (tokens: number[]): readonly (readonly number[])[] =>
        encodeArchitectureGroups(space, space.fromTokens(tokens));
      fc.assert(
        fc.property(walks, walks, (one, other) => {
          expect(encode(one).flat().every(Number.isFinite)).toBe(true);
          expect(encode(one).map(({ length }) => length)).toEqual(encode(other).map(({ length }) => length));
        }),
        { numRuns: 50 },
      );
    });

    test('feature groups of the graph are equal for symmetric architectures', () => {
      fc.assert(
        fc.property(walks, (tokens) => {
          const architecture = space.fromTokens(tokens);
          const groups = space.encodeGroups?.(architecture);
          for (const symmetric of space.symmetries(architecture)) {
            expect(space.encodeGroups?.(symmetric)).toEqual(groups);
          }
        }),
        { numRuns: 50 },
      );
    });

    test('size is the number of walks', () => {
      expect(space.size).toBe(countWalks(space));
    });

    test('draw returns titled DOT documents', () => {
      const cells = space.draw(space.sample(createRandomStream(1, 'draw')));
      expect(cells.length).toBeGreaterThan(0);
      for (const { title, dot } of cells) {
        expect(title).not.toBe('');
        expect(dot).toMatch(/^digraph /);
      }
    });

    if (space.size <= BigInt(MAX_ENUMERATED)) testSmallSpace(space);
  });
}

function testSmallSpace(space: Space): void {
  test('size is the number of distinct texts', () => {
    expect(new Set(listTexts(space)).size).toBe(Number(space.size));
  });

  test('sample is uniform (chi-square)', () => {
    const count = Number(space.size);
    const perText = 10;
    const random = createRandomStream(1, 'uniform');
    const hits = new Map(listTexts(space).map((text) => [text, 0]));
    for (let i = 0; i < perText * count; i++) {
      const text = space.format(space.sample(random));
      const before = hits.get(text);
      if (before === undefined) throw new Error(`sampled ${text}, which is not a walk`);
      hits.set(text, before + 1);
    }
    let chiSquare = 0;
    for (const hit of hits.values()) chiSquare += (hit - perText) ** 2 / perText;
    // Mean and variance of a chi-square variable are its degrees of freedom and twice that.
    const freedom = count - 1;
    expect(Math.abs(chiSquare - freedom) / Math.sqrt(2 * freedom)).toBeLessThan(4);
  });
}

/** Chooses valid tokens by `next`, a source of whole numbers. */
function walk(space: Space, next: () => number): number[] {
  const tokens: number[] = [];
  for (let position = 0; position < space.length; position++) {
    const valid = space.validTokens(position, tokens.at(-1));
    tokens.push(valid[next() % valid.length]);
  }
  return tokens;
}

/** Counts the walks, position by position for each last token. */
function countWalks(space: Space): bigint {
  let byLast = new Map<number | undefined, bigint>([[undefined, 1n]]);
  for (let position = 0; position < space.length; position++) {
    const next = new Map<number | undefined, bigint>();
    for (const [last, ways] of byLast) {
      for (const token of space.validTokens(position, last)) next.set(token, (next.get(token) ?? 0n) + ways);
    }
    byLast = next;
  }
  return [...byLast.values()].reduce((sum, ways) => sum + ways, 0n);
}

function listTexts(space: Space): string[] {
  let walks: number[][] = [[]];
  for (let position = 0; position < space.length; position++) {
    walks = walks.flatMap((tokens) =>
      space.validTokens(position, tokens.at(-1)).map((token) => [...tokens, token]),
    );
  }
  return walks.map((tokens) => space.format(space.fromTokens(tokens)));
}
