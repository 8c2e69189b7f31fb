import { computeGradients } from '../../../src/graph/differentiate';
import { Graph } from '../../../src/graph/graph';
import { mul, sum } from '../../../src/graph/ops';
import { countElements, type GraphOptions, type Tensor } from '../../../src/graph/tensor';
import { createRandomStream } from '../../../src/random';
import { feeds, type Input, named, placeholders, plain, withSession } from './compiled';

/*
 * Fourth-order central differences along one random direction of length sqrt(n): (8 (f(h) - f(-h)) - (f(2h) -
 * f(-2h))) / 12h. With this step, float32 rounding (6e-8 |f| / h) stays below 1e-5 and truncation (h^4 f'''''
 * / 30) far below. Inputs must be at least 0.08 (2h times the largest element of the direction) away from
 * kinks.
 */
const STEP = 0.02;
const TOLERANCE = 3e-5;

/** The result of `checkGradient`. */
export interface CheckedGradient {
  /** The weights of the loss `sum(weights * y)`, which are the gradient with respect to y. */
  readonly weights: number[];
  /** The compiled gradients, one for each float32 input. */
  readonly compiled: number[][];
}

/**
 * Compares the compiled gradient of `sum(weights * build(inputs))` with central differences along one random
 * direction of all float32 inputs.
 *
 * @throws Error with both slopes if they differ
 */
export function checkGradient(
  inputs: readonly Input[],
  build: (tensors: Tensor[], graph: Graph) => Tensor,
  seed = 1,
  options?: Partial<GraphOptions>,
): CheckedGradient {
  const graph = new Graph(options);
  const random = createRandomStream(seed, 'gradient-checker');
  const uniform = (count: number, low: number, high: number) =>
    Array.from({ length: count }, () => low + (high - low) * random());
  const tensors = placeholders(graph, inputs);
  const y = build(tensors, graph);
  const weights = uniform(countElements(y.shape), 0.5, 1.5).map(Math.fround);
  const loss = sum(
    mul(y, graph.constant(weights, y.shape)),
    y.shape.map((_, axis) => axis),
  );
  const variables = tensors.filter((each) => each.dtype === 'float32');
  const gradients = computeGradients(loss, variables);
  graph.signature('forward', named(tensors), { y });
  graph.signature(
    'gradient',
    named(tensors),
    Object.fromEntries(
      gradients.map((gradient, i) => [`d${i}`, gradient ?? graph.constant([0], variables[i].shape)]),
    ),
  );
  const directions = inputs.map(({ dtype, values }) =>
    values.map(() => (dtype === 'float32' ? (random() < 0.5 ? -1 : 1) * (1 + random()) : 0)),
  );
  return withSession(graph, (session) => {
    const lossAt = (distance: number) => {
      const displaced = inputs.map((input, i) => ({
        ...input,
        values: input.values.map((value, j) => value + distance * directions[i][j]),
      }));
      const { y: values } = plain(session.run('forward', feeds(displaced)));
      return values.reduce((total, value, i) => total + value * weights[i], 0);
    };
    const near = lossAt(STEP) - lossAt(-STEP);
    const far = lossAt(2 * STEP) - lossAt(-2 * STEP);
    const measured = (8 * near - far) / (12 * STEP);
    const compiled = Object.values(plain(session.run('gradient', feeds(inputs))));
    const used = directions.filter((_, i) => inputs[i].dtype === 'float32');
    const products = compiled.flatMap((gradient, i) => gradient.map((value, j) => value * used[i][j]));
    const slope = products.reduce((a, b) => a + b, 0);
    const scale = Math.max(1, Math.hypot(...products));
    if (!(Math.abs(slope - measured) <= TOLERANCE * scale)) {
      throw new Error(`the slope is ${measured} by differences, ${slope} by the compiled gradient`);
    }
    return { weights, compiled };
  });
}
