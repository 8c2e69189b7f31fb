import { createRandomStream } from '../../../src/random';

/** Returns random numbers from -1 to 1 that depend only on the name. */
export function numbers(name: string, count: number): number[] {
  const random = createRandomStream(1, name);
  return Array.from({ length: count }, () => Math.fround(2 * random() - 1));
}
