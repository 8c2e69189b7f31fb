import type { Matrix } from 'ml-matrix';

/**
 * The Cholesky factor L of a symmetric matrix with something added to its diagonal, line by line up to the diagonal. The library's
 * own looks every number up by a call, and takes five times as long.
 *
 * @throws RangeError if what is to be factored is not positive definite
 */
export function choleskyFactor(matrix: Matrix, addedToDiagonal: number): Float64Array[] {
  const lines: Float64Array[] = [];
  for (let i = 0; i < matrix.rows; i++) {
    const line = new Float64Array(i + 1);
    for (let j = 0; j < i; j++) line[j] = (matrix.get(i, j) - innerProduct(line, lines[j], j)) / lines[j][j];
    const square = matrix.get(i, i) + addedToDiagonal - innerProduct(line, line, i);
    if (!(square > 0)) throw new RangeError('a matrix to factor is not positive definite');
    line[i] = Math.sqrt(square);
    lines.push(line);
  }
  return lines;
}

/** The solution x of L transpose(L) x = values. */
export function solveCholesky(factor: readonly Float64Array[], values: readonly number[]): Float64Array {
  const solution = Float64Array.from(values);
  for (let i = 0; i < solution.length; i++) {
    let rest = solution[i];
    for (let j = 0; j < i; j++) rest -= solution[j] * factor[i][j];
    solution[i] = rest / factor[i][i];
  }
  for (let i = solution.length - 1; i >= 0; i--) {
    let rest = solution[i];
    for (let j = i + 1; j < solution.length; j++) rest -= solution[j] * factor[j][i];
    solution[i] = rest / factor[i][i];
  }
  return solution;
}

/** Inner product of the first numbers. */
function innerProduct(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}
