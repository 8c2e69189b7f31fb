import { describeTensor, isSameShape, type Tensor } from '../tensor';
import { createAddAttributes } from './add';
import { mul } from './mul';
import { sub } from './sub';

/**
 * Returns the linear interpolation `a + weight * (b - a)`, elementwise. Its gradient takes one subtraction where those of its ops
 * would take a negation and an addition.
 *
 * @throws Error if the shapes differ
 */
export function lerp(a: Tensor, b: Tensor, weight: Tensor): Tensor {
  if (!isSameShape(a.shape, b.shape) || !isSameShape(a.shape, weight.shape)) {
    throw new Error(`lerp of ${[a, b, weight].map(describeTensor).join(', ')}: the shapes must be equal`);
  }
  const difference = sub(b, a);
  return a.node.graph.add({
    op: 'AddV2',
    inputs: [a, mul(weight, difference)],
    attributes: createAddAttributes(a.dtype),
    outputs: [{ shape: a.shape, dtype: a.dtype }],
    gradientInputs: [a, b, weight],
    gradient: ([dy], [, , needsWeight]) => {
      if (!dy) return [null, null, null];
      const db = mul(dy, weight);
      return [sub(dy, db), db, needsWeight ? mul(dy, difference) : null];
    },
  }).outputs[0];
}
