/** The mean of the values, undefined where there are none. */
export function meanOrUndefined(values: readonly number[]): number | undefined {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined;
}
