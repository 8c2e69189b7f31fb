import type { Graph } from '../graph';
import { mul } from '../ops/mul';
import type { GraphNode, Tensor } from '../tensor';
import type { Gradient, Update } from './trainable';

/**
 * Stochastic gradient descent: `w <- w - learningRate * g`.
 *
 * @param learningRate float32 scalar
 */
export function sgdUpdate(
  graph: Graph,
  gradients: readonly Gradient[],
  { learningRate }: { learningRate: Tensor },
): Update {
  const nodes = gradients.map(({ of, value }): GraphNode => {
    // A gradient need not depend on the parameter, so the order must be said: what is read is the value before.
    const control = [of.value.node];
    return of.rows === undefined
      ? graph.add({
          op: 'ResourceApplyGradientDescent',
          inputs: [of.variable.handle, learningRate, value],
          control,
          attributes: { T: { type: 'float32' }, use_locking: { bool: false } },
          outputs: [],
        })
      : graph.add({
          op: 'ResourceScatterSub',
          inputs: [of.variable.handle, of.rows, mul(value, learningRate)],
          control,
          attributes: { dtype: { type: 'float32' }, Tindices: { type: 'int32' } },
          outputs: [],
        });
  });
  return { nodes, state: [] };
}
