import { type GradientRule, type Tensor } from '../tensor';
import { div } from './div';
import { mul, scale } from './mul';

/* Elementwise functions of a float32 tensor. */

export function square(x: Tensor): Tensor {
  return unary('Square', x, () => ([dy]) => [dy && mul(dy, scale(x, 2))]);
}

export function sqrt(x: Tensor): Tensor {
  return unary('Sqrt', x, (y) => ([dy]) => [dy && div(scale(dy, 0.5), y)]);
}

/** Returns 1 / sqrt(x). */
export function rsqrt(x: Tensor): Tensor {
  // d x^(-1/2) = -1/2 y^3
  return unary('Rsqrt', x, (y) => ([dy]) => [dy && mul(scale(dy, -0.5), mul(y, mul(y, y)))]);
}

export function exp(x: Tensor): Tensor {
  return unary('Exp', x, (y) => ([dy]) => [dy && mul(dy, y)]);
}

export function log(x: Tensor): Tensor {
  return unary('Log', x, () => ([dy]) => [dy && div(dy, x)]);
}

/** Returns the larger of x and zero. Each tensor has one, however many layers read it, and one gradient of it. */
export function relu(x: Tensor): Tensor {
  return x.node.graph.once(`relu ${x.node.id}:${x.output}`, () => addRelu(x));
}

function addRelu(x: Tensor): Tensor {
  return unary('Relu', x, (y) => ([dy]) => [dy && fusedGradient('ReluGrad', dy, y)]);
}

export function tanh(x: Tensor): Tensor {
  return unary('Tanh', x, (y) => ([dy]) => [dy && fusedGradient('TanhGrad', y, dy)]);
}

export function sigmoid(x: Tensor): Tensor {
  return unary('Sigmoid', x, (y) => ([dy]) => [dy && fusedGradient('SigmoidGrad', y, dy)]);
}

/** Returns the largest integer not above x. No gradient, since the function is piecewise constant. */
export function floor(x: Tensor): Tensor {
  return unary('Floor', x, null);
}

/**
 * Adds an elementwise op.
 *
 * @param gradient returns the gradient rule, given the result y, by which many derivatives are expressed;
 *   null: no gradient, on purpose
 */
function unary(op: string, x: Tensor, gradient: ((y: Tensor) => GradientRule) | null): Tensor {
  if (x.dtype !== 'float32') throw new Error(`${op} takes float32, got ${x.dtype}`);
  const y: Tensor = x.node.graph.add({
    op,
    inputs: [x],
    attributes: { T: { type: x.dtype } },
    outputs: [{ shape: x.shape, dtype: x.dtype }],
    gradient: gradient && ((outputs, needed) => gradient(y)(outputs, needed)),
  }).outputs[0];
  return y;
}

/** Adds TensorFlow's own gradient kernel of a function: one pass over memory instead of two or three. */
function fusedGradient(op: 'ReluGrad' | 'TanhGrad' | 'SigmoidGrad', a: Tensor, b: Tensor): Tensor {
  return a.node.graph.add({
    op,
    inputs: [a, b],
    attributes: { T: { type: a.dtype } },
    outputs: [{ shape: a.shape, dtype: a.dtype }],
  }).outputs[0];
}
