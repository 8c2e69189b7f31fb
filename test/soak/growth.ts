import { fitSlope, type Slope } from './slope';
import type { Usage } from './usage';

/** Quantities of a process that must not grow. */
const QUANTITIES = [
  { name: 'resident memory, MiB', value: (usage: Usage) => usage.residentMiB },
  { name: 'anonymous part, MiB', value: (usage: Usage) => usage.anonymousMiB },
  { name: 'open files', value: (usage: Usage) => usage.openFiles },
  { name: 'threads', value: (usage: Usage) => usage.threads },
] as const;

/** A slope below this many standard errors is noise. */
const SIGNIFICANT_ERRORS = 3;

/** Growth over the samples, as a share of the mean, below which a significant slope does no harm. */
const HARMLESS_SHARE = 0.01;

const SECONDS_PER_HOUR = 3600;

/** Formats mean and slope of each quantity, one a line. */
export function formatUsage(samples: readonly Usage[]): string {
  return QUANTITIES.map(({ name, value }) => {
    const fit = fitSlope(samples, value);
    const perHour = [fit.slope, fit.error].map((each) => (SECONDS_PER_HOUR * each).toFixed(2));
    const verdict = isGrowth(fit, samples) ? '  GROWS' : '';
    return `  ${name.padEnd(22)}mean ${fit.mean.toFixed(1).padStart(7)}   slope ${perHour[0]} ± ${perHour[1]} per hour${verdict}`;
  }).join('\n');
}

/** Returns true if any quantity grows. */
export function isGrowing(samples: readonly Usage[]): boolean {
  return QUANTITIES.some(({ value }) => isGrowth(fitSlope(samples, value), samples));
}

function isGrowth({ mean, slope, error }: Slope, samples: readonly Usage[]): boolean {
  const seconds = (samples.at(-1)?.seconds ?? 0) - samples[0].seconds;
  return slope > SIGNIFICANT_ERRORS * error && slope * seconds > HARMLESS_SHARE * mean;
}
