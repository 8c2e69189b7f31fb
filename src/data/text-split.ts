/** Percent of the lines that are trained on and that architectures are scored on; the rest is the test part. */
const trainPercent = 90;
const validPercent = 5;

/** Where the validation and the test part of a text in one piece begin, in lines: 90, 5 and 5 percent, in order. */
export function splitLines(lines: number): { readonly valid: number; readonly test: number } {
  return {
    valid: Math.floor((lines * trainPercent) / 100),
    test: Math.floor((lines * (trainPercent + validPercent)) / 100),
  };
}
