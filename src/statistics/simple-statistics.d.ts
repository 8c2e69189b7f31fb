// The package brings a CommonJS build, but says of its types that they are those of an ES module, which the compiler then
// refuses to import. What is used of it, as it is there:
declare module 'simple-statistics' {
  export function mean(values: readonly number[]): number;
  export function probit(probability: number): number;
  export function quantileSorted(sorted: readonly number[], share: number): number;
  export function sampleStandardDeviation(values: readonly number[]): number;
  export function sampleWithReplacement<T>(values: readonly T[], count: number, random: () => number): T[];
}
