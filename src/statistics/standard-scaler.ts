/** Rows of numbers, all of the same length. */
export type Rows = readonly ArrayLike<number>[];

/** Standardizes columns to mean 0 and variance 1 over the rows that it was fitted to. */
export interface StandardScaler {
  transform(row: ArrayLike<number>): Float64Array;
}

/** Fits a scaler. @param rows at least one; a constant column is shifted to 0 and not scaled */
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
