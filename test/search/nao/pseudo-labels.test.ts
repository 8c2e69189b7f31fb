import { createRandomStream } from '../../../src/random';
import {
  addPseudoLabeled,
  arePseudoLabelsDue,
  createPseudoLabels,
} from '../../../src/search/nao/pseudo-labels';
import { SeenArchitectures, WHOLE_SPACE } from '../../../src/search/seen';
import type { Architecture } from '../../../src/space/space';
import { countDistinctDigits, digitSpace } from '../../support/search/digits';

function sumDigits(architecture: Architecture): number {
  return architecture.reduce((sum, digit) => sum + digit, 0);
}

test.each([
  [1, []],
  [2, [0]],
  [5, [2]],
  [100, [49]],
])('of %i epochs, pseudo labels are due after %j', (epochs, expected) => {
  const due = (pseudoLabels: number): number[] =>
    Array.from({ length: epochs }, (_, epoch) => epoch).filter((epoch) =>
      arePseudoLabelsDue(epoch, { epochs, pseudoLabels }),
    );
  expect(due(10)).toEqual(expected);
  expect(due(0)).toEqual([]);
});

describe('createPseudoLabels', () => {
  test('labels distinct unseen architectures with their predictions', () => {
    const space = digitSpace(6, 9); // too large to enumerate
    const known = [space.sample(createRandomStream(1, 'known'))];
    const labeled = createPseudoLabels(
      new SeenArchitectures(space, WHOLE_SPACE, known),
      (architectures) => architectures.map(sumDigits),
      50,
      createRandomStream(1, 'unlabeled'),
    );
    expect(labeled).toHaveLength(50);
    const keys = [...known, ...labeled.map(({ architecture }) => architecture)].map((each) =>
      space.canonical(each),
    );
    expect(new Set(keys).size).toBe(51);
    for (const { architecture, target } of labeled) expect(target).toBe(sumDigits(architecture));
  });

  test('labels a random part of an enumerable space, or all that is left of it', () => {
    const space = digitSpace(2, 3);
    const label = (count: number, seed: number): Architecture[] =>
      createPseudoLabels(
        new SeenArchitectures(space, WHOLE_SPACE, [[0, 0]]),
        (architectures) => architectures.map(sumDigits),
        count,
        createRandomStream(seed, 'unlabeled'),
      ).map(({ architecture }) => architecture);
    expect(label(100, 1)).toHaveLength(countDistinctDigits(2, 3) - 1);
    const parts = Array.from({ length: 30 }, (_, seed) => label(2, seed));
    expect(new Set(parts.flat().map((each) => space.canonical(each))).size).toBe(
      countDistinctDigits(2, 3) - 1,
    );
    expect(parts.every((part) => part.length === 2)).toBe(true);
  });

  test('keeps the seen architectures unchanged', () => {
    const space = digitSpace(2, 3);
    const seen = new SeenArchitectures(space, WHOLE_SPACE);
    createPseudoLabels(seen, (all) => all.map(() => 0), 100, createRandomStream(1, 'unlabeled'));
    expect(seen.isExhausted()).toBe(false);
    expect(seen.isNew([0, 1])).toBe(true);
  });
});

describe('addPseudoLabeled', () => {
  const observations = [1, 2, 3].map((target) => ({ architecture: [target], target }));
  const pseudoLabeled = [4, 5, 6, 7, 8].map((target) => ({ architecture: [target], target }));

  test('adds as many random ones as there are observations', () => {
    const draws = Array.from({ length: 100 }, (_, epoch) =>
      addPseudoLabeled(observations, pseudoLabeled, createRandomStream(1, 'epoch', epoch)),
    );
    for (const drawn of draws) {
      expect(drawn.slice(0, 3)).toEqual(observations);
      expect(new Set(drawn).size).toBe(6);
    }
    // Every one is drawn in 3 of 5 epochs on average; 40 to 80 of 100 is four standard deviations.
    for (const each of pseudoLabeled) {
      const count = draws.filter((drawn) => drawn.includes(each)).length;
      expect(count).toBeGreaterThan(40);
      expect(count).toBeLessThan(80);
    }
  });

  test('adds all if there are fewer', () => {
    const drawn = addPseudoLabeled(observations, pseudoLabeled.slice(0, 2), createRandomStream(1, 'epoch'));
    expect(drawn.toSorted((a, b) => a.target - b.target)).toEqual([
      ...observations,
      ...pseudoLabeled.slice(0, 2),
    ]);
  });
});
