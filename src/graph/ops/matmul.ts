import { describeTensor, type GradientRule, type Tensor } from '../tensor';
import { cast } from './cast';
import { customGradient } from './custom-gradient';

/**
 * Returns the matrix product, with either operand optionally transposed: [m, k] x [k, n] = [m, n]. In a graph of precision
 * `bfloat16`, operands and results of float32 products are rounded to it. So are those of the gradients.
 */
export function matmul(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  const [m, k] = transposeA ? [a.shape[1], a.shape[0]] : a.shape;
  const [inner, n] = transposeB ? [b.shape[1], b.shape[0]] : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || k !== inner) {
    const describeTransposed = (transposed: boolean) => (transposed ? ' transposed' : '');
    throw new Error(
      `MatMul of ${describeTensor(a)}${describeTransposed(transposeA)} and ${describeTensor(b)}${describeTransposed(transposeB)}`,
    );
  }
  const { graph } = a.node;
  const gradient: GradientRule = ([dy], [first, second]) => {
    if (!dy) return [null, null];
    const da = () => (transposeA ? matmul(b, dy, transposeB, true) : matmul(dy, b, false, !transposeB));
    const db = () => (transposeB ? matmul(dy, a, true, transposeA) : matmul(a, dy, !transposeA, false));
    const asProduct = !transposeA && !transposeB;
    return [first ? da() : null, second ? (asProduct ? { left: a, right: dy } : db()) : null];
  };
  const multiply = (left: Tensor, right: Tensor, rule: GradientRule | null) =>
    graph.add({
      op: 'MatMul',
      inputs: [left, right],
      attributes: {
        T: { type: left.dtype },
        transpose_a: { bool: transposeA },
        transpose_b: { bool: transposeB },
      },
      outputs: [{ shape: [m, n], dtype: left.dtype }],
      gradient: rule,
    }).outputs[0];
  if (graph.precision === 'float32' || a.dtype !== 'float32') return multiply(a, b, gradient);
  const product = multiply(roundOnce(a), roundOnce(b), null);
  return customGradient(cast(product, 'float32'), [a, b], gradient);
}

/** Rounds x to bfloat16, once for all products: a weight is used in every time step. */
function roundOnce(x: Tensor): Tensor {
  return x.node.graph.once(`bfloat16 ${x.node.id}:${x.output}`, () => cast(x, 'bfloat16'));
}
