import type { Graph } from '../graph';
import { add } from '../ops/add';
import { div } from '../ops/div';
import { mul, scale } from '../ops/mul';
import { sub } from '../ops/sub';
import { sqrt, square } from '../ops/unary';
import { assign, assignRows, gatherRows, read, variable } from '../ops/variable';
import type { GraphNode, Tensor } from '../tensor';
import { companion, type Gradient, type Update } from './trainable';

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1, with the bias correction in the learning rate as at the end of their
 * section 2). For rows, moments of rows without a gradient stay as they are, while the correction counts every step.
 *
 * @param learningRate float32 scalar
 */
export function adamUpdate(
  graph: Graph,
  gradients: readonly Gradient[],
  settings: { learningRate: Tensor; beta1?: number; beta2?: number; epsilon?: number },
): Update {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = settings;
  const power1 = variable(graph, 'adam/beta1_power', []);
  const power2 = variable(graph, 'adam/beta2_power', []);
  const state: Update['state'][number][] = [
    { variable: power1, initial: beta1 },
    { variable: power2, initial: beta2 },
  ];
  const power1Now = read(power1);
  const power2Now = read(power2);
  const nodes = gradients.map(({ of, value }): GraphNode => {
    const first = companion(graph, of.variable, 'adam_m');
    const second = companion(graph, of.variable, 'adam_v');
    state.push({ variable: first, initial: 0 }, { variable: second, initial: 0 });
    if (of.rows === undefined) {
      return graph.add({
        op: 'ResourceApplyAdam',
        inputs: [
          of.variable.handle,
          first.handle,
          second.handle,
          power1Now,
          power2Now,
          settings.learningRate,
          graph.scalar(beta1),
          graph.scalar(beta2),
          graph.scalar(epsilon),
          value,
        ],
        // A gradient need not depend on the parameter, so the order must be said: what is read is the value before.
        control: [of.value.node],
        attributes: { T: { type: 'float32' }, use_locking: { bool: false }, use_nesterov: { bool: false } },
        outputs: [],
      });
    }
    // There is no Adam for rows among TensorFlow's ops: written out.
    const m = add(scale(gatherRows(first, of.rows), beta1), scale(value, 1 - beta1));
    const v = add(scale(gatherRows(second, of.rows), beta2), scale(square(value), 1 - beta2));
    const one = graph.scalar(1);
    const correction = div(sqrt(sub(one, power2Now)), sub(one, power1Now));
    const step = div(mul(m, mul(settings.learningRate, correction)), add(sqrt(v), graph.scalar(epsilon)));
    const moments = [assignRows(first, of.rows, m), assignRows(second, of.rows, v)];
    return graph.add({
      op: 'NoOp',
      control: [...moments, assignRows(of.variable, of.rows, sub(of.value, step))],
      outputs: [],
    });
  });
  return {
    nodes: [...nodes, assign(power1, scale(power1Now, beta1)), assign(power2, scale(power2Now, beta2))],
    state,
  };
}
