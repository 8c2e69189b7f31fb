import { describeTensor, type Tensor } from '../tensor';

/** Returns the matrix product, with either operand optionally transposed: [m, k] x [k, n] = [m, n]. */
export function matmul(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  const [m, k] = transposeA ? [a.shape[1], a.shape[0]] : a.shape;
  const [inner, n] = transposeB ? [b.shape[1], b.shape[0]] : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || k !== inner) {
    const describeTransposed = (transposed: boolean) => (transposed ? ' transposed' : '');
    throw new Error(
      `MatMul of ${describeTensor(a)}${describeTransposed(transposeA)} and ${describeTensor(b)}${describeTransposed(transposeB)}`,
    );
  }
  return a.node.graph.add({
    op: 'MatMul',
    inputs: [a, b],
    attributes: {
      T: { type: a.dtype },
      transpose_a: { bool: transposeA },
      transpose_b: { bool: transposeB },
    },
    outputs: [{ shape: [m, n], dtype: a.dtype }],
    gradient: ([dy], [first, second]) => {
      if (!dy) return [null, null];
      const da = () => (transposeA ? matmul(b, dy, transposeB, true) : matmul(dy, b, false, !transposeB));
      const db = () => (transposeB ? matmul(dy, a, true, transposeA) : matmul(a, dy, !transposeA, false));
      const asProduct = !transposeA && !transposeB;
      return [first ? da() : null, second ? (asProduct ? { left: a, right: dy } : db()) : null];
    },
  }).outputs[0];
}
