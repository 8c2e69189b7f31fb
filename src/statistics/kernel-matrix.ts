import { Matrix } from 'ml-matrix';
import type { Rows } from './standard-scaler';

/** Returns the squared Euclidean distance of two rows. */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i] - b[i];
    sum += difference * difference;
  }
  return sum;
}

/** Returns the symmetric matrix of a stationary kernel, a function of the squared distance, for all pairs of rows. */
export function buildKernelMatrix(rows: Rows, kernel: (squaredDistance: number) => number): Matrix {
  const matrix = new Matrix(rows.length, rows.length);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j <= i; j++) {
      const value = kernel(squaredDistance(rows[i], rows[j]));
      matrix.set(i, j, value);
      matrix.set(j, i, value);
    }
  }
  return matrix;
}
