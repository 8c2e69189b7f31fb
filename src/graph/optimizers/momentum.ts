import type { Graph } from '../graph';
import type { GraphNode, Tensor } from '../tensor';
import { companion, type Gradient, type Update } from './trainable';

/**
 * Stochastic gradient descent with momentum: `m <- momentum * m - learningRate * g`, then `w <- w + m`, or with Nesterov's
 * `w <- w + momentum * m - learningRate * g`.
 *
 * @param learningRate float32 scalar
 */
export function momentumUpdate(
  graph: Graph,
  gradients: readonly Gradient[],
  settings: { learningRate: Tensor; momentum: number; nesterov: boolean },
): Update {
  const momentum = graph.scalar(settings.momentum);
  const attributes = {
    T: { type: 'float32' },
    use_locking: { bool: false },
    use_nesterov: { bool: settings.nesterov },
  } as const;
  const state: Update['state'][number][] = [];
  const nodes = gradients.map(({ of, value }): GraphNode => {
    const velocity = companion(graph, of.variable, 'momentum');
    state.push({ variable: velocity, initial: 0 });
    const handles = [of.variable.handle, velocity.handle, settings.learningRate, value];
    // A gradient need not depend on the parameter, so the order must be said: what is read is the value before.
    const control = [of.value.node];
    // The Keras ops, since only they have a GPU kernel for rows.
    return of.rows === undefined
      ? graph.add({
          op: 'ResourceApplyKerasMomentum',
          inputs: [...handles, momentum],
          control,
          attributes,
          outputs: [],
        })
      : graph.add({
          op: 'ResourceSparseApplyKerasMomentum',
          inputs: [...handles, of.rows, momentum],
          control,
          attributes: { ...attributes, Tindices: { type: 'int32' } },
          outputs: [],
        });
  });
  return { nodes, state };
}
