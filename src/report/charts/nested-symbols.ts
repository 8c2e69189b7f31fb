type Point = readonly [x: number, y: number];

/** Sizes in pixels: of the innermost symbol, and by how much each further one in the same place is larger. */
const SMALLEST = 6;
const STEP = 5;

/** Distance, as a share of the extent of each axis, below which points count as in the same place. */
const SAME_PLACE = 0.015;

/**
 * Computes the sizes of hollow symbols so that points in the same place, of one or of several series, do not hide each
 * other: each is drawn around those before it.
 *
 * @returns a size for each point
 */
export function computeNestedSizes(points: readonly Point[]): number[] {
  const [width, height] = [computeExtent(points, 0), computeExtent(points, 1)];
  const isClose = (a: Point, b: Point): boolean =>
    Math.abs(a[0] - b[0]) <= SAME_PLACE * width && Math.abs(a[1] - b[1]) <= SAME_PLACE * height;
  return points.map((point, i) => {
    const inside = points.slice(0, i).filter((other) => isClose(point, other)).length;
    return SMALLEST + STEP * inside;
  });
}

function computeExtent(points: readonly Point[], axis: 0 | 1): number {
  const values = points.map((point) => point[axis]);
  return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);
}
