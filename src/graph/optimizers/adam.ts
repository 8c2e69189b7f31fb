import type { Graph } from '../graph';
import { add } from '../ops/add';
import { div } from '../ops/div';
import { mul, scale } from '../ops/mul';
import { sub } from '../ops/sub';
import { sqrt, square } from '../ops/unary';
import { assign, assignRows, gatherRows, readVariable, variable, type Variable } from '../ops/variable';
import type { GraphNode, Tensor } from '../tensor';
import { createSlot, type Gradient, type OptimizerUpdate } from './trainable';

/**
 * Applies Adam (Kingma and Ba, ICLR 2015, algorithm 1, with the bias correction in the learning rate as at
 * the end of their section 2). Moments of rows without a gradient stay unchanged, while the bias correction
 * counts every step.
 *
 * @param learningRate float32 scalar
 */
export function applyAdam(
  graph: Graph,
  gradients: readonly Gradient[],
  settings: { learningRate: Tensor; beta1?: number; beta2?: number; epsilon?: number },
): OptimizerUpdate {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = settings;
  const power1 = variable(graph, 'adam/beta1_power', []);
  const power2 = variable(graph, 'adam/beta2_power', []);
  const state: OptimizerUpdate['state'][number][] = [
    { variable: power1, initial: beta1 },
    { variable: power2, initial: beta2 },
  ];
  const coefficients: Coefficients = {
    learningRate,
    beta1,
    beta2,
    epsilon,
    beta1Power: readVariable(power1),
    beta2Power: readVariable(power2),
  };
  const nodes = gradients.map((gradient): GraphNode => {
    const moments: Moments = {
      first: createSlot(graph, gradient.trainable.variable, 'adam_m'),
      second: createSlot(graph, gradient.trainable.variable, 'adam_v'),
    };
    state.push({ variable: moments.first, initial: 0 }, { variable: moments.second, initial: 0 });
    return gradient.trainable.rows === undefined
      ? updateVariable(graph, gradient, moments, coefficients)
      : updateRows(graph, gradient, gradient.trainable.rows, moments, coefficients);
  });
  return {
    nodes: [
      ...nodes,
      assign(power1, scale(coefficients.beta1Power, beta1)),
      assign(power2, scale(coefficients.beta2Power, beta2)),
    ],
    state,
  };
}

interface Coefficients {
  readonly learningRate: Tensor;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** beta1^t and beta2^t in step t. */
  readonly beta1Power: Tensor;
  readonly beta2Power: Tensor;
}

interface Moments {
  readonly first: Variable;
  readonly second: Variable;
}

/** Updates a whole variable by TensorFlow's Adam op. */
function updateVariable(
  graph: Graph,
  { trainable, value }: Gradient,
  moments: Moments,
  { learningRate, beta1, beta2, epsilon, beta1Power, beta2Power }: Coefficients,
): GraphNode {
  return graph.add({
    op: 'ResourceApplyAdam',
    inputs: [
      trainable.variable.handle,
      moments.first.handle,
      moments.second.handle,
      beta1Power,
      beta2Power,
      learningRate,
      graph.scalar(beta1),
      graph.scalar(beta2),
      graph.scalar(epsilon),
      value,
    ],
    // A gradient may not depend on the parameter: the control input makes the read precede the update.
    control: [trainable.value.node],
    attributes: { T: { type: 'float32' }, use_locking: { bool: false }, use_nesterov: { bool: false } },
    outputs: [],
  });
}

/** Updates some rows of a variable. TensorFlow has no Adam op for rows. */
function updateRows(
  graph: Graph,
  { trainable, value }: Gradient,
  rows: Tensor,
  moments: Moments,
  { learningRate, beta1, beta2, epsilon, beta1Power, beta2Power }: Coefficients,
): GraphNode {
  const first = add(scale(gatherRows(moments.first, rows), beta1), scale(value, 1 - beta1));
  const second = add(scale(gatherRows(moments.second, rows), beta2), scale(square(value), 1 - beta2));
  const one = graph.scalar(1);
  const correction = div(sqrt(sub(one, beta2Power)), sub(one, beta1Power));
  const step = div(mul(first, mul(learningRate, correction)), add(sqrt(second), graph.scalar(epsilon)));
  return graph.add({
    op: 'NoOp',
    control: [
      assignRows(moments.first, rows, first),
      assignRows(moments.second, rows, second),
      assignRows(trainable.variable, rows, sub(trainable.value, step)),
    ],
    outputs: [],
  });
}
