import { type Color, COLORS } from '../colors';
import { formatTick } from '../format';

/** An axis of numbers, styled as all of them are. */
export function createValueAxis(name?: string) {
  return {
    type: 'value' as const,
    // Room for the data, not for zero: the differences are what is looked at.
    scale: true,
    splitNumber: 4,
    ...createAxisStyle(name),
    axisLabel: { color: COLORS.muted.light, hideOverlap: true, formatter: formatTick },
  };
}

/** An axis of numbers at the chart's side, its labels in the color of what is read off it. */
export function createSideAxis(color: Color, side: 'left' | 'right') {
  const axis = createValueAxis();
  return {
    ...axis,
    position: side,
    axisLabel: { ...axis.axisLabel, color: COLORS[color].light },
    // Two sets of lines across would be read as one.
    splitLine: { ...axis.splitLine, show: side === 'left' },
  };
}

/** An axis of named places. */
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
