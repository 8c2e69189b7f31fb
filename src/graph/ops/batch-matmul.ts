import { describeTensor, isSameShape, type Tensor } from '../tensor';

/** Returns the matrix product for each index of the leading axes: [..., m, k] x [..., k, n] = [..., m, n]. */
export function batchMatmul(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  const lead = a.shape.slice(0, -2);
  const [m, k] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
  const [inner, n] = transposeB ? b.shape.slice(-2).reverse() : b.shape.slice(-2);
  if (a.shape.length < 3 || !isSameShape(lead, b.shape.slice(0, -2)) || k !== inner) {
    throw new Error(
      `BatchMatMulV2 of ${describeTensor(a)} and ${describeTensor(b)}: leading axes or inner dimensions differ`,
    );
  }
  return a.node.graph.add({
    op: 'BatchMatMulV2',
    inputs: [a, b],
    attributes: { T: { type: a.dtype }, adj_x: { bool: transposeA }, adj_y: { bool: transposeB } },
    outputs: [{ shape: [...lead, m, n], dtype: a.dtype }],
    gradient: ([dy], [first, second]) => {
      if (!dy) return [null, null];
      const da = () =>
        transposeA ? batchMatmul(b, dy, transposeB, true) : batchMatmul(dy, b, false, !transposeB);
      const db = () =>
        transposeB ? batchMatmul(dy, a, true, transposeA) : batchMatmul(a, dy, !transposeA, false);
      return [first ? da() : null, second ? db() : null];
    },
  }).outputs[0];
}
