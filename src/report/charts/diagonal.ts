import { COLORS } from '../colors';

/** Creates the line on which two numbers are equal. It gives both axes the extent of all values. */
export function createDiagonal(values: readonly number[]) {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  return {
    type: 'line' as const,
    data: [
      [least, least],
      [greatest, greatest],
    ],
    symbol: 'none',
    silent: true,
    z: 1, // below the dots
    lineStyle: { width: 1, color: COLORS.axis.light },
  };
}
