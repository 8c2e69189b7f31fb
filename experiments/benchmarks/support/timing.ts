/** Returns the wall-clock seconds that `work` takes. */
export function measureSeconds(work: () => void): number {
  const before = performance.now();
  work();
  return (performance.now() - before) / 1000;
}

/** Returns the middle value; of an even number of values the higher one in the middle. @param values not empty */
export function findMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Rounds to two decimals. */
export function roundToHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
