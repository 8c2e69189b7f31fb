/** Returns the mean of the values, or undefined if there are none. */
export function meanOrUndefined(values: readonly number[]): number | undefined {
  return values.length > 0 ? computeMean(values) : undefined;
}

/** Returns the mean of the values, which are not empty. Adds them in their order. */
export function computeMean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
