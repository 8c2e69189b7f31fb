/** Adds in ascending order, so that isomorphic architectures have equal sums to the last digit. */
export function sumSorted(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b).reduce((sum, value) => sum + value, 0);
}
