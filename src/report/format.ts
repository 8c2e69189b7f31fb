/** Formats with four significant digits, trailing zeros included so that columns align; tiny numbers get an exponent. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  const magnitude = Math.abs(value);
  if (magnitude < 1e-4) return value.toExponential(2);
  if (magnitude >= 1e4) return formatCount(Math.round(value));
  return value.toPrecision(4);
}

/** Formats a number, or undefined as a dash. */
export function formatOptional(value: number | undefined): string {
  return value === undefined ? '–' : formatNumber(value);
}

/** Formats a whole number with thousands separators. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** Formats an axis label, short enough that neighbors do not touch. */
export function formatTick(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6) return `${Number((value / 1e6).toPrecision(4))}M`;
  if (magnitude >= 1e4) return `${Number((value / 1e3).toPrecision(4))}k`;
  if (magnitude > 0 && magnitude < 1e-3) return Number(value.toPrecision(4)).toExponential();
  // Ticks are sums of steps: without rounding, 0.1 + 0.2 would be written out.
  return String(Number(value.toPrecision(6)));
}

/** Formats a duration in its two largest units, such as `2 h 05 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
