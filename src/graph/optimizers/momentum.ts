import type { Graph } from '../graph';
import type { GraphNode, Tensor } from '../tensor';
import { createSlot, type Gradient, type OptimizerUpdate } from './trainable';

/**
 * Applies stochastic gradient descent with momentum: `m <- momentum * m - learningRate * g`, then `w <- w +
 * m`, or with Nesterov momentum `w <- w + momentum * m - learningRate * g`.
 *
 * @param learningRate float32 scalar
 */
export function applyMomentum(
  graph: Graph,
  gradients: readonly Gradient[],
  settings: { learningRate: Tensor; momentum: number; nesterov: boolean },
): OptimizerUpdate {
  const momentum = graph.scalar(settings.momentum);
  const attributes = {
    T: { type: 'float32' },
    use_locking: { bool: false },
    use_nesterov: { bool: settings.nesterov },
  } as const;
  const state: OptimizerUpdate['state'][number][] = [];
  const nodes = gradients.map(({ trainable, value }): GraphNode => {
    const velocity = createSlot(graph, trainable.variable, 'momentum');
    state.push({ variable: velocity, initial: 0 });
    const handles = [trainable.variable.handle, velocity.handle, settings.learningRate, value];
    // A gradient may not depend on the parameter: the control input makes the read precede the update.
    const control = [trainable.value.node];
    // Only the Keras ops have a GPU kernel for rows.
    return trainable.rows === undefined
      ? graph.add({
          op: 'ResourceApplyKerasMomentum',
          inputs: [...handles, momentum],
          control,
          attributes,
          outputs: [],
        })
      : graph.add({
          op: 'ResourceSparseApplyKerasMomentum',
          inputs: [...handles, trainable.rows, momentum],
          control,
          attributes: { ...attributes, Tindices: { type: 'int32' } },
          outputs: [],
        });
  });
  return { nodes, state };
}
