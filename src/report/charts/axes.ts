import { COLOURS, type Colour } from '../colors';
import { formatTick } from '../format';

/** An axis of numbers, styled as all of them are. */
export function valueAxis(name?: string) {
  return {
    type: 'value' as const,
    // Room for the data, not for zero: the differences are what is looked at.
    scale: true,
    splitNumber: 4,
    ...axisLook(name),
    axisLabel: { color: COLOURS.muted.light, hideOverlap: true, formatter: formatTick },
  };
}

/** An axis of numbers at the chart's side, its labels in the colour of what is read off it. */
export function sideAxis(colour: Colour, side: 'left' | 'right') {
  const axis = valueAxis();
  return {
    ...axis,
    position: side,
    axisLabel: { ...axis.axisLabel, color: COLOURS[colour].light },
    // Two sets of lines across would be read as one.
    splitLine: { ...axis.splitLine, show: side === 'left' },
  };
}

/** An axis of named places. */
export function categoryAxis(names: readonly string[], name?: string) {
  return {
    type: 'category' as const,
    data: [...names],
    ...axisLook(name),
    axisLabel: { color: COLOURS.muted.light, hideOverlap: true },
  };
}

function axisLook(name: string | undefined) {
  return {
    name,
    nameLocation: 'middle' as const,
    nameGap: 26,
    nameTextStyle: { color: COLOURS.muted.light },
    axisLine: { show: true, lineStyle: { color: COLOURS.axis.light } },
    axisTick: { show: true, lineStyle: { color: COLOURS.axis.light } },
    splitLine: { show: true, lineStyle: { color: COLOURS.grid.light } },
  };
}
