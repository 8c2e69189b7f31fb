import { type Color, COLORS } from '../colors';
import { formatTick } from '../format';

/** Creates a numeric axis in the common style. */
export function createValueAxis(name?: string) {
  return {
    type: 'value' as const,
    // Fits the range to the data instead of starting at zero, to show differences.
    scale: true,
    splitNumber: 4,
    ...createAxisStyle(name),
    axisLabel: { color: COLORS.muted.light, hideOverlap: true, formatter: formatTick },
  };
}

/** Creates a numeric axis at one side of the chart, labeled in the color of its series. */
export function createSideAxis(color: Color, side: 'left' | 'right') {
  const axis = createValueAxis();
  return {
    ...axis,
    position: side,
    axisLabel: { ...axis.axisLabel, color: COLORS[color].light },
    // Only one axis draws grid lines: two sets would be read as one.
    splitLine: { ...axis.splitLine, show: side === 'left' },
  };
}

/** Creates a categorical axis. */
export function createCategoryAxis(names: readonly string[], name?: string) {
  return {
    type: 'category' as const,
    data: [...names],
    ...createAxisStyle(name),
    axisLabel: { color: COLORS.muted.light, hideOverlap: true },
  };
}

function createAxisStyle(name: string | undefined) {
  return {
    name,
    nameLocation: 'middle' as const,
    nameGap: 26,
    nameTextStyle: { color: COLORS.muted.light },
    axisLine: { show: true, lineStyle: { color: COLORS.axis.light } },
    axisTick: { show: true, lineStyle: { color: COLORS.axis.light } },
    splitLine: { show: true, lineStyle: { color: COLORS.grid.light } },
  };
}
