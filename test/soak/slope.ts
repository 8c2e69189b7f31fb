import { mean } from 'simple-statistics';

/** Fitted straight line over time. */
export interface Slope {
  readonly mean: number;
  /** Change per second. */
  readonly slope: number;
  /** Standard error of `slope`. */
  readonly error: number;
}

/** Means of this many blocks of samples enter the fit. Single samples would not be independent, and the error too small. */
const BLOCKS = 20;

/** Fits a line to the values of `samples` by least squares. */
export function fitSlope<Sample extends { readonly seconds: number }>(
  samples: readonly Sample[],
  value: (sample: Sample) => number,
): Slope {
  if (samples.length < BLOCKS) {
    throw new Error(`${samples.length} samples are too few for a slope: run for longer`);
  }
  const blocks = Array.from({ length: BLOCKS }, (_, i) =>
    samples.slice((samples.length * i) / BLOCKS, (samples.length * (i + 1)) / BLOCKS),
  );
  const x = blocks.map((block) => mean(block.map(({ seconds }) => seconds)));
  const y = blocks.map((block) => mean(block.map(value)));
  const [meanX, meanY] = [mean(x), mean(y)];
  const spread = sumSquares(x.map((each) => each - meanX));
  const slope = x.reduce((sum, each, i) => sum + (each - meanX) * (y[i] - meanY), 0) / spread;
  const residuals = x.map((each, i) => y[i] - meanY - slope * (each - meanX));
  return { mean: meanY, slope, error: Math.sqrt(sumSquares(residuals) / (BLOCKS - 2) / spread) };
}

function sumSquares(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each * each, 0);
}
