import { sampleStandardDeviation } from 'simple-statistics';
import { meanOrUndefined } from '../../statistics/mean';
import type { Measurement } from './measurement';

/**
 * Describes measurements as one text table per target: mean tau and standard error over seeds, predictors by
 * sizes.
 */
export function describeMeasurements(measurements: readonly Measurement[]): string[] {
  return listDistinct(measurements, 'target').flatMap((target) => {
    const ofTarget = measurements.filter((each) => each.target === target);
    const sizes = listDistinct(ofTarget, 'train_size');
    const names = listDistinct(ofTarget, 'predictor');
    const width = Math.max(...names.map((name) => name.length));
    const row = (head: string, cells: readonly string[]): string =>
      `${head.padEnd(width)}${cells.map((cell) => cell.padStart(16)).join('')}`;
    return [
      `Kendall's tau with ${target}, mean +- standard error over ${listDistinct(ofTarget, 'seed').length} seeds`,
      row(
        '',
        sizes.map((size) => `${size} rows`),
      ),
      ...names.map((name) =>
        row(
          name,
          sizes.map((size) =>
            formatCell(ofTarget.filter((each) => each.predictor === name && each.train_size === size)),
          ),
        ),
      ),
    ];
  });
}

function formatCell(measurements: readonly Measurement[]): string {
  const taus = measurements.flatMap(({ kendall_tau: tau }) => tau ?? []);
  const error = taus.length > 1 ? sampleStandardDeviation(taus) / Math.sqrt(taus.length) : undefined;
  return `${formatFixed(meanOrUndefined(taus))} +- ${formatFixed(error)}`;
}

function formatFixed(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(3);
}

function listDistinct<Key extends keyof Measurement>(
  measurements: readonly Measurement[],
  key: Key,
): Measurement[Key][] {
  return [...new Set(measurements.map((each) => each[key]))];
}
