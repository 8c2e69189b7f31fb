import { type Color, COLORS } from '../colors';
import { formatTick } from '../format';

/** Bounds that no value of a quantity exceeds, so that its axis does not either. */
export interface AxisBounds {
  readonly min?: number;
  readonly max?: number;
}

/** Bounds of accuracies and other shares. */
export const FRACTION: AxisBounds = { min: 0, max: 1 };

/** Returns the bounds of a metric with these values: an accuracy is a fraction or a percentage. */
export function getMetricBounds(metric: string, values: readonly number[]): AxisBounds {
  if (!/accuracy/.test(metric)) return {};
  return values.every((value) => value <= 1) ? FRACTION : { min: 0, max: 100 };
}

/** Creates a horizontal numeric axis in the common style. */
export function createValueAxis(name: string, bounds: AxisBounds = {}) {
  return { ...createNumericAxis(bounds), ...createAxisStyle(), ...createNameBelow(name) };
}

/** Creates a horizontal axis of a count, such as epochs: between two whole numbers it has no label. */
export function createCountAxis(name: string, bounds: AxisBounds = {}) {
  return { ...createValueAxis(name, bounds), minInterval: 1 };
}

/** Creates a vertical numeric axis, with its name above it. */
export function createVerticalAxis(name: string, bounds: AxisBounds = {}) {
  return { ...createNumericAxis(bounds), ...createAxisStyle(), ...createNameAbove(name, 'left') };
}

/** Creates a vertical axis at one side of the chart, labeled in the color of its series. */
export function createSideAxis(name: string, color: Color, side: 'left' | 'right', bounds: AxisBounds = {}) {
  const axis = createVerticalAxis(name, bounds);
  const { light } = COLORS[color];
  return {
    ...axis,
    ...createNameAbove(name, side),
    nameTextStyle: { color: light, align: side },
    position: side,
    axisLabel: { ...axis.axisLabel, color: light },
    // Only one axis draws grid lines: two sets would be read as one.
    splitLine: { ...axis.splitLine, show: side === 'left' },
  };
}

/** Creates a horizontal axis of categories. */
export function createCategoryAxis(names: readonly string[], name: string) {
  return {
    type: 'category' as const,
    data: [...names],
    ...createAxisStyle(),
    ...createNameBelow(name),
    axisLabel: { color: COLORS.muted.light, hideOverlap: true },
  };
}

/** Extent of the data on an axis. */
interface Extent {
  readonly min: number;
  readonly max: number;
}

function createNumericAxis({ min = -Infinity, max = Infinity }: AxisBounds) {
  return {
    type: 'value' as const,
    // Fits the range to the data instead of starting at zero, to show differences.
    scale: true,
    splitNumber: 5,
    axisLabel: { color: COLORS.muted.light, hideOverlap: true, formatter: formatTick },
    min: (extent: Extent) => negate(findUpperEnd({ min: -extent.max, max: -extent.min }, -min)),
    max: (extent: Extent) => findUpperEnd(extent, max),
  };
}

function negate(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

/**
 * Returns the upper end of an axis where the next round number would be wrong: the bound if the axis could pass it, and
 * for equal values a number of their magnitude above them. Else undefined.
 */
function findUpperEnd({ min, max }: Extent, bound: number): number | undefined {
  if (max > min) return max <= bound && bound - max < (max - min) / 2 ? bound : undefined;
  const step = 10 ** Math.floor(Math.log10(Math.abs(max) || 1));
  const end = Number(((Math.floor(max / step) + 1) * step).toPrecision(12)); // without rounding errors
  return Math.min(end, Math.max(bound, max));
}

function createNameBelow(name: string) {
  return {
    name,
    nameLocation: 'middle' as const,
    nameGap: 26,
    nameTextStyle: { color: COLORS.muted.light },
  };
}

function createNameAbove(name: string, side: 'left' | 'right') {
  return {
    name,
    nameLocation: 'end' as const,
    nameGap: 10,
    // It begins where the axis is, and does not reach out of the chart.
    nameTextStyle: { color: COLORS.muted.light, align: side },
  };
}

function createAxisStyle() {
  return {
    axisLine: { show: true, lineStyle: { color: COLORS.axis.light } },
    axisTick: { show: true, lineStyle: { color: COLORS.axis.light } },
    splitLine: { show: true, lineStyle: { color: COLORS.grid.light } },
  };
}
