import seedrandom from 'seedrandom';

/** A source of uniform random numbers in [0, 1). */
export type Random = () => number;

/**
 * Creates a named random stream of the run. Streams with different names are independent. A stream depends
 * only on the seed and its name, so a resumed run needs no saved random state: it creates the stream of its
 * current step.
 *
 * @param seed the run's seed
 * @param name the purpose and the position in the run, such as `('epoch-order', round, epoch)`
 */
export function createRandomStream(seed: number, ...name: (string | number)[]): Random {
  return seedrandom([seed, ...name].join('/'));
}

/** Returns a random integer in [0, bound). */
export function randomInteger(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** Returns the integers 0..count-1 in random order (Fisher-Yates shuffle). */
export function randomPermutation(random: Random, count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = randomInteger(random, i + 1);
    const swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
  }
  return order;
}
