/** Returns the mean of the values, or undefined if there are none. */
export function meanOrUndefined(values: readonly number[]): number | undefined {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined;
}
