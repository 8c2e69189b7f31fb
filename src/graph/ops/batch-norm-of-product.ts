import { describeTensor, type Tensor } from '../tensor';
import { add } from './add';
import { sum } from './broadcast-sum';
import { customGradient } from './custom-gradient';
import { matmul } from './matmul';
import { maximum } from './min-max';
import { mul, scale as scaleBy } from './mul';
import { reshape } from './reshape';
import { sub } from './sub';
import { rsqrt } from './unary';

/** A normalized product, and the statistics of the product. */
export interface NormalizedProduct {
  /** [rows, outputs] */
  readonly y: Tensor;
  /** The mean of each column of the product, [outputs]. Not differentiable. */
  readonly mean: Tensor;
  /** The population variance of each column of the product, [outputs]. Not differentiable. */
  readonly variance: Tensor;
}

/**
 * Normalizes the columns of x W by their mean and variance, without a pass over x W. Its mean is that of x times W. Its
 * variance is the diagonal of W^T C W, where C is the covariance of x. So the whole is one product with W, scaled, and an
 * offset. x is centered first: from the moments about zero, the variance would be a difference of large numbers.
 *
 * The gradient has no pass over x W either: the sums that it needs follow from x^T dy.
 *
 * @param x [rows, inputs]
 * @param filter W, [inputs, outputs]
 * @param gamma [outputs]
 * @param beta [outputs]
 */
export function batchNormOfProduct(
  x: Tensor,
  filter: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
): NormalizedProduct {
  const [rows] = x.shape;
  const outputs = filter.shape[1];
  if (
    filter.shape[0] !== x.shape[1] ||
    gamma.shape.join() !== `${outputs}` ||
    beta.shape.join() !== `${outputs}`
  ) {
    throw new Error(
      `batch norm of the product of ${describeTensor(x)} and ${describeTensor(filter)} with scale ${describeTensor(gamma)} and offset ${describeTensor(beta)}`,
    );
  }
  const { graph } = x.node;
  const center = sumRows(x, 1 / rows);
  const centered = sub(x, center);
  const covariance = scaleBy(matmul(centered, centered, true), 1 / rows);
  const spread = matmul(covariance, filter);
  const variance = maximum(sum(mul(filter, spread), [0]), graph.scalar(0));
  const inverse = rsqrt(add(variance, graph.scalar(epsilon)));
  const factor = mul(gamma, inverse);
  const scaled = mul(filter, factor);
  const y = add(matmul(centered, scaled), beta);

  const differentiated = customGradient(y, [x, filter, gamma, beta], ([dy], [needsX]) => {
    if (!dy) return [null, null, null, null];
    const dBeta = sumRows(dy, 1);
    const product = matmul(centered, dy, true);
    const dGamma = mul(sum(mul(filter, product), [0]), inverse);
    const correction = mul(inverse, dGamma);
    const dFilter = mul(sub(product, mul(spread, correction)), factor);
    const dx = () => {
      const bySpread = mul(filter, mul(factor, scaleBy(correction, -1 / rows)));
      const byMean = matmul(scaleBy(dBeta, -1 / rows), scaled, false, true);
      const direct = add(matmul(dy, scaled, false, true), byMean);
      return add(direct, matmul(centered, matmul(bySpread, filter, false, true)));
    };
    return [needsX ? dx() : null, dFilter, dGamma, reshape(dBeta, [outputs])];
  });
  return { y: differentiated, mean: reshape(matmul(center, filter), [outputs]), variance };
}

/** Returns the sum of the rows of x times a number, as a product, which is faster than a reduction: [1, columns]. */
function sumRows(x: Tensor, factor: number): Tensor {
  return matmul(x.node.graph.constant([factor], [1, x.shape[0]]), x);
}
