import fc from 'fast-check';
import { sliceAllWindows, sliceWindow, type WeightedBpttWindow } from '../../../src/data/text/bptt-windows';

/** The tokens 0, 1, 2, ...: each says where it stands, and is followed by itself + 1. */
function counting(tokens: number): Int32Array {
  return Int32Array.from({ length: tokens }, (_, i) => i);
}

function plain({ tokens, targets, weight }: WeightedBpttWindow) {
  return { tokens: [...tokens], targets: [...targets], weight: [...weight] };
}

describe('a window', () => {
  test('has the columns of the text side by side, time by time', () => {
    expect(plain(sliceWindow(counting(11), 2, 5, 3, 0))).toEqual({
      tokens: [0, 5, 1, 6, 2, 7],
      targets: [1, 6, 2, 7, 3, 8],
      weight: [1, 1, 1, 1, 1, 1],
    });
  });

  test('is filled up behind the end of the columns with what does not count', () => {
    expect(plain(sliceWindow(counting(11), 2, 5, 3, 3))).toEqual({
      tokens: [3, 8, 4, 9, 0, 0],
      targets: [4, 9, 5, 10, 0, 0],
      weight: [1, 1, 1, 1, 0, 0],
    });
  });

  test('leaves out what no token follows', () => {
    // Columns of 4 would need 13 tokens: the last column has nothing behind token 9.
    expect(plain(sliceWindow(counting(10), 3, 4, 2, 0)).weight).toEqual([1, 1, 1, 1, 1, 0]);
  });
});

describe('all windows of a text', () => {
  test('are those of columns as long as need be', () => {
    expect(sliceAllWindows(counting(8), 3, 2).map(plain)).toEqual([
      { tokens: [0, 3, 6, 1, 4, 0], targets: [1, 4, 7, 2, 5, 0], weight: [1, 1, 1, 1, 1, 0] },
      { tokens: [2, 5, 0, 0, 0, 0], targets: [3, 6, 0, 0, 0, 0], weight: [1, 1, 0, 0, 0, 0] },
    ]);
  });

  const shapes = fc.record({
    tokens: fc.integer({ min: 2, max: 200 }),
    columns: fc.integer({ min: 1, max: 20 }),
    steps: fc.integer({ min: 1, max: 9 }),
  });

  test('foretell every token but the first exactly once, from the one before it', () => {
    fc.assert(
      fc.property(shapes, ({ tokens, columns, steps }) => {
        const foretold = sliceAllWindows(counting(tokens), columns, steps).flatMap((window) =>
          [...window.targets].flatMap((target, i) => {
            if (window.weight[i] === 0) return [];
            expect(window.tokens[i]).toBe(target - 1);
            return [target];
          }),
        );
        expect(foretold.sort((a, b) => a - b)).toEqual([...counting(tokens).slice(1)]);
      }),
    );
  });

  test('go on in each column where the window before ended, and come back to none that has ended', () => {
    fc.assert(
      fc.property(shapes, ({ tokens, columns, steps }) => {
        const windows = sliceAllWindows(counting(tokens), columns, steps);
        for (let column = 0; column < columns; column++) {
          const places = Array.from({ length: steps }, (_, step) => step * columns + column);
          const read = windows.flatMap(({ tokens: of, weight }) =>
            places.map((place) => (weight[place] === 1 ? of[place] : undefined)),
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
