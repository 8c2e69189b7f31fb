import type { Graph } from '../graph';
import { add } from '../ops/add';
import { div } from '../ops/div';
import { mul, scale } from '../ops/mul';
import { sub } from '../ops/sub';
import { sqrt, square } from '../ops/unary';
import { assign, assignRows, gatherRows, readVariable, variable } from '../ops/variable';
import type { GraphNode, Tensor } from '../tensor';
import { createSlot, type Gradient, type OptimizerUpdate } from './trainable';

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1, with the bias correction in the learning rate as at the end of their
 * section 2). For rows, moments of rows without a gradient stay as they are, while the correction counts every step.
 *
 * @param learningRate float32 scalar
 */
export function applyAdam(
  graph: Graph,
  gradients: readonly Gradient[],
  settings: { learningRate: Tensor; beta1?: number; beta2?: number; epsilon?: number },
): OptimizerUpdate {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = settings;
  const power1 = variable(graph, 'adam/beta1_power', []);
  const power2 = variable(graph, 'adam/beta2_power', []);
  const state: OptimizerUpdate['state'][number][] = [
    { variable: power1, initial: beta1 },
    { variable: power2, initial: beta2 },
  ];
  const power1Now = readVariable(power1);
  const power2Now = readVariable(power2);
  const nodes = gradients.map(({ trainable, value }): GraphNode => {
    const firstMoment = createSlot(graph, trainable.variable, 'adam_m');
    const secondMoment = createSlot(graph, trainable.variable, 'adam_v');
    state.push({ variable: firstMoment, initial: 0 }, { variable: secondMoment, initial: 0 });
    if (trainable.rows === undefined) {
      return graph.add({
        op: 'ResourceApplyAdam',
        inputs: [
          trainable.variable.handle,
          firstMoment.handle,
          secondMoment.handle,
          power1Now,
          power2Now,
          settings.learningRate,
          graph.scalar(beta1),
          graph.scalar(beta2),
          graph.scalar(epsilon),
          value,
        ],
        // A gradient need not depend on the parameter, so the order must be said: what is read is the value before.
        control: [trainable.value.node],
        attributes: { T: { type: 'float32' }, use_locking: { bool: false }, use_nesterov: { bool: false } },
        outputs: [],
      });
    }
    // There is no Adam for rows among TensorFlow's ops: written out.
    const m = add(scale(gatherRows(firstMoment, trainable.rows), beta1), scale(value, 1 - beta1));
    const v = add(scale(gatherRows(secondMoment, trainable.rows), beta2), scale(square(value), 1 - beta2));
    const one = graph.scalar(1);
    const correction = div(sqrt(sub(one, power2Now)), sub(one, power1Now));
    const step = div(mul(m, mul(settings.learningRate, correction)), add(sqrt(v), graph.scalar(epsilon)));
    const moments = [assignRows(firstMoment, trainable.rows, m), assignRows(secondMoment, trainable.rows, v)];
    return graph.add({
      op: 'NoOp',
      control: [...moments, assignRows(trainable.variable, trainable.rows, sub(trainable.value, step))],
      outputs: [],
    });
  });
  return {
    nodes: [...nodes, assign(power1, scale(power1Now, beta1)), assign(power2, scale(power2Now, beta2))],
    state,
  };
}
