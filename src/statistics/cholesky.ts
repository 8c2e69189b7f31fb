import type { Matrix } from 'ml-matrix';

/**
 * Returns the Cholesky factor L of a symmetric matrix, row by row up to the diagonal. ml-matrix's own factorization takes
 * five times as long, because it accesses every number by a call.
 *
 * @param addedToDiagonal is added to the matrix's diagonal
 * @throws RangeError if the sum is not positive definite
 */
export function choleskyFactor(matrix: Matrix, addedToDiagonal: number): Float64Array[] {
  const factor: Float64Array[] = [];
  for (let i = 0; i < matrix.rows; i++) {
    const row = new Float64Array(i + 1);
    for (let j = 0; j < i; j++) {
      row[j] = (matrix.get(i, j) - innerProduct(row, factor[j], j)) / factor[j][j];
    }
    const square = matrix.get(i, i) + addedToDiagonal - innerProduct(row, row, i);
    if (!(square > 0)) throw new RangeError('the matrix to factor is not positive definite');
    row[i] = Math.sqrt(square);
    factor.push(row);
  }
  return factor;
}

/** Returns the solution x of L transpose(L) x = values. */
export function solveCholesky(factor: readonly Float64Array[], values: readonly number[]): Float64Array {
  const solution = forwardSubstitution(factor, values);
  for (let i = solution.length - 1; i >= 0; i--) {
    let rest = solution[i];
    for (let j = i + 1; j < solution.length; j++) rest -= solution[j] * factor[j][i];
    solution[i] = rest / factor[i][i];
  }
  return solution;
}

/** Returns the solution x of L x = values. */
export function forwardSubstitution(
  factor: readonly ArrayLike<number>[],
  values: ArrayLike<number>,
): Float64Array {
  const solution = new Float64Array(factor.length);
  for (let i = 0; i < solution.length; i++) solution[i] = substituteRow(factor[i], values[i], solution, i);
  return solution;
}

/**
 * Returns entry i of the solution x of L x = values, from the entries before it.
 *
 * @param row row i of L
 * @param value entry i of the values
 * @param solved x up to entry i - 1
 */
export function substituteRow(
  row: ArrayLike<number>,
  value: number,
  solved: ArrayLike<number>,
  i: number,
): number {
  let rest = value;
  for (let j = 0; j < i; j++) rest -= row[j] * solved[j];
  return rest / row[i];
}

/** Returns the inner product of the first `count` numbers. */
function innerProduct(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}
