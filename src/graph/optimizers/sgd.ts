import type { Graph } from '../graph';
import { mul } from '../ops/mul';
import type { GraphNode, Tensor } from '../tensor';
import type { Gradient, OptimizerUpdate } from './trainable';

/**
 * Applies stochastic gradient descent: `w <- w - learningRate * g`.
 *
 * @param learningRate float32 scalar
 */
export function applySgd(
  graph: Graph,
  gradients: readonly Gradient[],
  { learningRate }: { learningRate: Tensor },
): OptimizerUpdate {
  const nodes = gradients.map(({ trainable, value }): GraphNode => {
    // A gradient may not depend on the parameter: the control input makes the read precede the update.
    const control = [trainable.value.node];
    return trainable.rows === undefined
      ? graph.add({
          op: 'ResourceApplyGradientDescent',
          inputs: [trainable.variable.handle, learningRate, value],
          control,
          attributes: { T: { type: 'float32' }, use_locking: { bool: false } },
          outputs: [],
        })
      : graph.add({
          op: 'ResourceScatterSub',
          inputs: [trainable.variable.handle, trainable.rows, mul(value, learningRate)],
          control,
          attributes: { dtype: { type: 'float32' }, Tindices: { type: 'int32' } },
          outputs: [],
        });
  });
  return { nodes, state: [] };
}
