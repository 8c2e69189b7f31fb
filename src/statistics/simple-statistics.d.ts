// The package has a CommonJS build, but declares its types as those of an ES module, which TypeScript does not import from
// CommonJS. These are the functions in use:
declare module 'simple-statistics' {
  export function mean(values: readonly number[]): number;
  export function probit(probability: number): number;
  export function quantileSorted(sorted: readonly number[], share: number): number;
  export function sampleStandardDeviation(values: readonly number[]): number;
  export function standardDeviation(values: readonly number[]): number;
  export function sampleWithReplacement<T>(values: readonly T[], count: number, random: () => number): T[];
}
