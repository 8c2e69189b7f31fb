import { sampleStandardDeviation } from 'simple-statistics';
import { meanOrUndefined } from '../../statistics/mean';
import type { Measurement } from './measurement';

/** Mean tau of a predictor that was trained on a number of rows, over seeds. */
export interface MeanTau {
  readonly target: string;
  readonly predictor: string;
  readonly train_size: number;
  /** Number of seeds with a tau. */
  readonly seeds: number;
  readonly kendall_tau: number | undefined;
  /** Undefined for fewer than two seeds. */
  readonly standard_error: number | undefined;
}

/** Averages measurements over their seeds. */
export function summarizeMeasurements(measurements: readonly Measurement[]): MeanTau[] {
  const targets = listDistinct(measurements, 'target');
  return targets.flatMap((target) => {
    const ofTarget = measurements.filter((each) => each.target === target);
    const sizes = listDistinct(ofTarget, 'train_size');
    return listDistinct(ofTarget, 'predictor').flatMap((predictor) =>
      sizes.map((size) => {
        const taus = ofTarget
          .filter((each) => each.predictor === predictor && each.train_size === size)
          .flatMap(({ kendall_tau: tau }) => tau ?? []);
        return {
          target,
          predictor,
          train_size: size,
          seeds: taus.length,
          kendall_tau: meanOrUndefined(taus),
          standard_error:
            taus.length > 1 ? sampleStandardDeviation(taus) / Math.sqrt(taus.length) : undefined,
        };
      }),
    );
  });
}

/**
 * Describes measurements as one text table per target: mean tau and standard error over seeds, predictors by
 * sizes.
 */
export function describeMeasurements(measurements: readonly Measurement[]): string[] {
  const means = summarizeMeasurements(measurements);
  return listDistinct(measurements, 'target').flatMap((target) => {
    const ofTarget = measurements.filter((each) => each.target === target);
    const names = listDistinct(ofTarget, 'predictor');
    const width = Math.max(...names.map((name) => name.length));
    const row = (head: string, cells: readonly string[]): string =>
      `${head.padEnd(width)}${cells.map((cell) => cell.padStart(16)).join('')}`;
    return [
      `Kendall's tau with ${target}, mean +- standard error over ${listDistinct(ofTarget, 'seed').length} seeds`,
      row(
        '',
        listDistinct(ofTarget, 'train_size').map((size) => `${size} rows`),
      ),
      ...names.map((name) =>
        row(name, means.filter((mean) => mean.target === target && mean.predictor === name).map(formatCell)),
      ),
    ];
  });
}

function formatCell({ kendall_tau: tau, standard_error: error }: MeanTau): string {
  return `${formatFixed(tau)} +- ${formatFixed(error)}`;
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
