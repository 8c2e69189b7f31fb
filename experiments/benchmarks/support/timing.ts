/** Returns the wall-clock seconds that `work` takes. */
export function measureSeconds(work: () => void): number {
  const before = performance.now();
  work();
  return (performance.now() - before) / 1000;
}

/** Rounds to two decimals. */
export function roundToHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
