import seedrandom from 'seedrandom';

/** Uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A named random stream of the run. Streams with different names are independent, and a stream depends on nothing but
 * the seed and its name, so a resumed run needs no random state: it opens the stream of the step it is at.
 *
 * @param seed the run's seed
 * @param name what the numbers are for and where in the run, such as `('epoch-order', round, epoch)`
 */
export function createRandomStream(seed: number, ...name: (string | number)[]): Random {
  return seedrandom([seed, ...name].join('/'));
}

/** An integer in [0, bound). */
export function randomInteger(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** The integers 0..count-1 in random order (Fisher-Yates). */
export function randomPermutation(random: Random, count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = randomInteger(random, i + 1);
    const moved = order[i];
    order[i] = order[j];
    order[j] = moved;
  }
  return order;
}
