/** Rows of numbers, all of one length. */
export type Rows = readonly ArrayLike<number>[];

/** Shifts and scales columns to mean 0 and variance 1, as they are in the rows that it was made from. */
export interface StandardScaler {
  transform(row: ArrayLike<number>): Float64Array;
}

/** @param rows at least one; a column that is constant in them becomes 0 wherever it has that value */
export function fitStandardScaler(rows: Rows): StandardScaler {
  const [first] = rows;
  const columns = Array.from({ length: first.length }, (_, column) => {
    const values = rows.map((row) => row[column]);
    const center = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - center) ** 2, 0) / values.length;
    return { center, scale: variance > 0 ? Math.sqrt(variance) : 1 };
  });
  return {
    transform(row) {
      const standardized = new Float64Array(columns.length);
      columns.forEach(({ center, scale }, column) => {
        standardized[column] = (row[column] - center) / scale;
      });
      return standardized;
    },
  };
}
