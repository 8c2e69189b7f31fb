import type { GradientRule, Tensor } from '../tensor';

/**
 * Returns y with a custom gradient: `gradient` maps the gradient of y directly to those of `inputs`,
 * bypassing the nodes in between.
 */
export function customGradient(y: Tensor, inputs: readonly Tensor[], gradient: GradientRule): Tensor {
  return y.node.graph.add({
    op: 'Identity',
    inputs: [y],
    attributes: { T: { type: y.dtype } },
    outputs: [{ shape: y.shape, dtype: y.dtype }],
    gradientInputs: inputs,
    gradient,
  }).outputs[0];
}

/** Returns tensors with a custom gradient, as `customGradient`: `gradient` maps all of their gradients to those of `inputs`. */
export function customGradients(
  ys: readonly Tensor[],
  inputs: readonly Tensor[],
  gradient: GradientRule,
): Tensor[] {
  const node = ys[0].node.graph.add({
    op: 'IdentityN',
    inputs: ys,
    attributes: { T: { types: ys.map(({ dtype }) => dtype) } },
    outputs: ys.map(({ shape, dtype }) => ({ shape, dtype })),
    gradientInputs: inputs,
    gradient,
  });
  return [...node.outputs];
}
