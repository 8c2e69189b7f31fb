import {
  type Attribute,
  describeTensor,
  type GraphNode,
  isSameShape,
  type Shape,
  type Tensor,
} from '../tensor';
import { add } from './add';
import { batchNormOfProduct } from './batch-norm-of-product';
import { biasAdd } from './bias-add';
import { conv2d } from './conv2d';
import { mul, scale as scaleBy } from './mul';
import type { Stride } from './pooling-window';
import { reshape } from './reshape';
import { sub } from './sub';
import { rsqrt } from './unary';

/** The outputs of batch normalization by the statistics of the batch. */
export interface BatchNormOutputs {
  /** The normalized input, of the same shape. */
  readonly y: Tensor;
  /** The mean of the batch, [channels]. Not differentiable. */
  readonly mean: Tensor;
  /** The unbiased variance of the batch, [channels]. Not differentiable. */
  readonly variance: Tensor;
}

/**
 * Normalizes by the statistics of the batch.
 *
 * @param x [batch, height, width, channels]
 * @param scale gamma, [channels]
 * @param offset beta, [channels]
 */
export function batchNorm(x: Tensor, scale: Tensor, offset: Tensor, epsilon = EPSILON): Tensor {
  return batchNormWithStatistics(x, scale, offset, epsilon).y;
}

/** Normalizes as `batchNorm` and also returns the statistics, for running averages. */
export function batchNormWithStatistics(
  x: Tensor,
  scale: Tensor,
  offset: Tensor,
  epsilon = EPSILON,
): BatchNormOutputs {
  assertShapes(x, scale, offset);
  if (hasSmallPatches(x)) return normalizeConvolution(x, scale, offset, epsilon);
  const graph = x.node.graph;
  const perChannel = { shape: [x.shape[3]], dtype: 'float32' } as const;
  const attributes = createAttributes(epsilon, true);
  const empty = graph.constant([], [0]);
  const node = graph.add({
    op: 'FusedBatchNormV3',
    inputs: [x, scale, offset, empty, empty],
    attributes,
    outputs: createOutputSpecs(x),
    gradient: ([dy, ...statisticsGradients]) => {
      if (statisticsGradients.some((each) => each !== null)) {
        throw new Error(`${node.name}: FusedBatchNormV3 has no gradient through its mean and variance`);
      }
      if (!dy) return [null, null, null, null, null];
      const [dx, dScale, dOffset] = graph.add({
        op: 'FusedBatchNormGradV3',
        // The last three are reserved outputs of the forward kernel.
        inputs: [
          dy,
          graph.recompute ? recomputeProduct(x, dy) : x,
          scale,
          node.outputs[3],
          node.outputs[4],
          node.outputs[5],
        ],
        attributes,
        outputs: [
          { shape: x.shape, dtype: 'float32' },
          perChannel,
          perChannel,
          { shape: [0], dtype: 'float32' },
          { shape: [0], dtype: 'float32' },
        ],
      }).outputs;
      return [dx, dScale, dOffset, null, null];
    },
  });
  const [y, mean, variance] = node.outputs;
  return { y, mean, variance };
}

/** Returns x, computed again once dy is known if it is a product of pixels and filter, so that it is not kept until then. */
function recomputeProduct(x: Tensor, dy: Tensor): Tensor {
  const product = findProduct(x);
  if (!product) return x;
  const { inputs, attributes, outputs } = product;
  const again = x.node.graph.add({ op: 'MatMul', inputs, attributes, outputs, control: [dy.node] });
  return reshape(again.outputs[0], x.shape);
}

/**
 * Returns whether x is a convolution with more outputs than numbers under its filter, as of a stem. Then passes over the patches
 * under the filter take less time on a CPU than passes over x: half to a third with gradient (docs/lab-notebook.md).
 */
function hasSmallPatches({ node, shape }: Tensor): boolean {
  if (node.op !== 'Conv2D' || node.graph.target === 'gpu') return false;
  const [images, filter] = node.inputs;
  const [height, width, inputs, outputs] = filter.shape;
  return isSameShape(images.shape.slice(0, 3), shape.slice(0, 3)) && height * width * inputs < outputs;
}

/** Normalizes a convolution of stride 1, as the product of patches and filter. */
function normalizeConvolution(
  { node, shape }: Tensor,
  scale: Tensor,
  offset: Tensor,
  epsilon: number,
): BatchNormOutputs {
  const [images, filter] = node.inputs;
  const [height, width, inputs, outputs] = filter.shape;
  const numbers = height * width * inputs;
  // Each output copies one number under the filter.
  const identity = Array.from({ length: numbers * numbers }, (_, i) => (i % (numbers + 1) === 0 ? 1 : 0));
  const patches = conv2d(images, node.graph.constant(identity, [height, width, inputs, numbers]));
  const pixels = shape[0] * shape[1] * shape[2];
  const { y, mean, variance } = batchNormOfProduct(
    reshape(patches, [pixels, numbers]),
    reshape(filter, [numbers, outputs]),
    scale,
    offset,
    epsilon,
  );
  return { y: reshape(y, shape), mean, variance: scaleBy(variance, pixels / (pixels - 1)) };
}

/**
 * Normalizes by given statistics, so that the result of an image does not depend on its batch. For inference
 * only: it has no gradient. A convolution and its normalization become one convolution with other weights and a bias.
 *
 * @param mean [channels]
 * @param variance [channels]
 */
export function batchNormInference(
  x: Tensor,
  scale: Tensor,
  offset: Tensor,
  mean: Tensor,
  variance: Tensor,
  epsilon = EPSILON,
): Tensor {
  assertShapes(x, scale, offset);
  const convolution = findConvolution(x);
  if (convolution) {
    const factor = mul(scale, rsqrt(add(variance, x.node.graph.scalar(epsilon))));
    const { images, filter, stride } = convolution;
    return biasAdd(conv2d(images, mul(filter, factor), stride), sub(offset, mul(mean, factor)));
  }
  return x.node.graph.add({
    op: 'FusedBatchNormV3',
    inputs: [x, scale, offset, mean, variance],
    attributes: createAttributes(epsilon, false),
    outputs: createOutputSpecs(x),
  }).outputs[0];
}

/** A convolution, also one by a product of pixels and filter. */
interface Convolution {
  readonly images: Tensor;
  readonly filter: Tensor;
  readonly stride: Stride;
}

/** Returns the convolution that x is the result of; null if there is none, or in a served network, which stays as it is trained. */
function findConvolution(x: Tensor): Convolution | null {
  const { node, shape } = x;
  if (shape[0] < 0) return null;
  if (node.op === 'Conv2D') {
    const [images, filter] = node.inputs;
    const { strides } = node.attributes;
    return 'ints' in strides ? { images, filter, stride: [strides.ints[1], strides.ints[2]] } : null;
  }
  const product = findProduct(x);
  if (product?.inputs[0].node.op !== 'Reshape') return null;
  const [images] = product.inputs[0].node.inputs;
  const [, filter] = product.inputs;
  const isPointwise = isSameShape([...images.shape.slice(0, 3), filter.shape[1]], shape);
  return isPointwise ? { images, filter: reshape(filter, [1, 1, ...filter.shape]), stride: 1 } : null;
}

/** Returns the matrix product that x is, reshaped or not; null if it is none. */
function findProduct({ node }: Tensor): GraphNode | null {
  const product = node.op === 'Reshape' ? node.inputs[0].node : node;
  return product.op === 'MatMul' ? product : null;
}

const EPSILON = 1e-5;

function createAttributes(epsilon: number, isTraining: boolean): Readonly<Record<string, Attribute>> {
  return {
    T: { type: 'float32' },
    U: { type: 'float32' },
    epsilon: { float: epsilon },
    data_format: { string: 'NHWC' },
    is_training: { bool: isTraining },
  };
}

function createOutputSpecs(x: Tensor): { shape: Shape; dtype: 'float32' }[] {
  const perChannel = { shape: [x.shape[3]], dtype: 'float32' } as const;
  return [{ shape: x.shape, dtype: 'float32' }, ...Array.from({ length: 5 }, () => perChannel)];
}

function assertShapes(x: Tensor, scale: Tensor, offset: Tensor): void {
  const channels = String(x.shape[3]);
  if (x.shape.length === 4 && scale.shape.join() === channels && offset.shape.join() === channels) return;
  throw new Error(
    `FusedBatchNormV3 of ${describeTensor(x)} with scale ${describeTensor(scale)} and offset ${describeTensor(offset)}`,
  );
}
