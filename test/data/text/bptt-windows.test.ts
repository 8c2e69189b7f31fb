import fc from 'fast-check';
import {
  assertWindowsFit,
  sliceAllWindows,
  sliceWindow,
  type WeightedBpttWindow,
} from '../../../src/data/text/bptt-windows';
import { InputError } from '../../../src/errors';

/** Returns the tokens 0, 1, 2, ... */
function countingTokens(tokens: number): Int32Array {
  return Int32Array.from({ length: tokens }, (_, i) => i);
}

function toArrays({ tokens, targets, weight }: WeightedBpttWindow) {
  return { tokens: [...tokens], targets: [...targets], weight: [...weight] };
}

describe('sliceWindow', () => {
  test('returns the sequences in time-major order', () => {
    expect(toArrays(sliceWindow(countingTokens(11), 2, 5, 3, 0))).toEqual({
      tokens: [0, 5, 1, 6, 2, 7],
      targets: [1, 6, 2, 7, 3, 8],
      weight: [1, 1, 1, 1, 1, 1],
    });
  });

  test('pads after the end of the sequences with weight 0', () => {
    expect(toArrays(sliceWindow(countingTokens(11), 2, 5, 3, 3))).toEqual({
      tokens: [3, 8, 4, 9, 0, 0],
      targets: [4, 9, 5, 10, 0, 0],
      weight: [1, 1, 1, 1, 0, 0],
    });
  });

  test('leaves out a token without a target', () => {
    // Three sequences of 4 need 13 tokens: token 9 has no target.
    expect(toArrays(sliceWindow(countingTokens(10), 3, 4, 2, 0)).weight).toEqual([1, 1, 1, 1, 1, 0]);
  });
});

describe('sliceAllWindows', () => {
  test('uses the shortest sequences that cover the text', () => {
    expect(sliceAllWindows(countingTokens(8), 3, 2).map(toArrays)).toEqual([
      { tokens: [0, 3, 6, 1, 4, 0], targets: [1, 4, 7, 2, 5, 0], weight: [1, 1, 1, 1, 1, 0] },
      { tokens: [2, 5, 0, 0, 0, 0], targets: [3, 6, 0, 0, 0, 0], weight: [1, 1, 0, 0, 0, 0] },
    ]);
  });

  const shapes = fc.record({
    tokens: fc.integer({ min: 2, max: 200 }),
    sequences: fc.integer({ min: 1, max: 20 }),
    steps: fc.integer({ min: 1, max: 9 }),
  });

  test('has every token except the first as a target exactly once, after its predecessor', () => {
    fc.assert(
      fc.property(shapes, ({ tokens, sequences, steps }) => {
        const targets = sliceAllWindows(countingTokens(tokens), sequences, steps).flatMap((window) =>
          [...window.targets].flatMap((target, i) => {
            if (window.weight[i] === 0) return [];
            expect(window.tokens[i]).toBe(target - 1);
            return [target];
          }),
        );
        expect(targets.sort((a, b) => a - b)).toEqual([...countingTokens(tokens).slice(1)]);
      }),
    );
  });

  test('continues each sequence in the next window, and resumes none that has ended', () => {
    fc.assert(
      fc.property(shapes, ({ tokens, sequences, steps }) => {
        const windows = sliceAllWindows(countingTokens(tokens), sequences, steps);
        for (let sequence = 0; sequence < sequences; sequence++) {
          const indices = Array.from({ length: steps }, (_, step) => step * sequences + sequence);
          const read = windows.flatMap(({ tokens: windowTokens, weight }) =>
            indices.map((index) => (weight[index] === 1 ? windowTokens[index] : undefined)),
          );
          read.slice(1).forEach((token, i) => {
            const before = read[i];
            if (token !== undefined) expect(token).toBe((before ?? NaN) + 1);
          });
        }
      }),
    );
  });
});

test('assertWindowsFit returns floor((tokens - 1) / sequences) steps', () => {
  expect(assertWindowsFit('x', 'train', 929_589, 64, 35)).toBe(14_524); // 64 * 14,524 = 929,536
  expect(assertWindowsFit('x', 'valid', 2, 1, 1)).toBe(1);
  expect(assertWindowsFit('x', 'train', 64 * 35 + 1, 64, 35)).toBe(35);
});

test.each([
  [0, 1, 1, 2],
  [1, 1, 1, 2],
  [10, 10, 1, 11],
  [105, 64, 35, 2241],
  [2240, 64, 35, 2241],
])('assertWindowsFit rejects %d tokens for %d sequences of %d steps', (tokens, sequences, steps, needed) => {
  const act = () => assertWindowsFit('ptb', 'valid', tokens, sequences, steps);
  expect(act).toThrow(InputError);
  expect(act).toThrow(
    new RegExp(
      `^the valid part of ptb has ${tokens} tokens, but ${sequences} seq.* need ${needed}: use fewer`,
    ),
  );
});
