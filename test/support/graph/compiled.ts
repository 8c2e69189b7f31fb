import { Graph } from '../../../src/graph/graph';
import { Session, type Value } from '../../../src/graph/session';
import {
  countElements,
  type DType,
  type GraphOptions,
  type Shape,
  type Tensor,
} from '../../../src/graph/tensor';

/** A tensor value that a test feeds. */
export interface Input {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: readonly number[];
}

/** Creates a float32 input. */
export function floats(shape: Shape, values: readonly number[]): Input {
  return { shape, dtype: 'float32', values };
}

/** Creates an int32 input. */
export function integers(shape: Shape, values: readonly number[]): Input {
  return { shape, dtype: 'int32', values };
}

/** Creates a bool input from zeros and ones. */
export function booleans(shape: Shape, values: readonly number[]): Input {
  return { shape, dtype: 'bool', values };
}

/** Adds a placeholder for each input, named `in0`, `in1` and so on. */
export function placeholders(graph: Graph, inputs: readonly Input[]): Tensor[] {
  return inputs.map(({ shape, dtype, values }, i) => {
    if (values.length !== countElements(shape)) throw new Error(`input ${i} has ${values.length} values`);
    return graph.placeholder(`in${i}`, shape, dtype, dtype === 'float32' ? 'any' : 'cpu');
  });
}

/** Returns the feeds for tensors added by `placeholders`. */
export function feeds(inputs: readonly Input[]): Record<string, Value> {
  return Object.fromEntries(inputs.map((input, i) => [`in${i}`, typed(input)]));
}

/** Returns the tensors by the keys that `feeds` uses. */
export function named(tensors: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(tensors.map((tensor, i) => [`in${i}`, tensor]));
}

/** Builds a graph of one signature, runs it once and returns the results as plain arrays. */
export function compute(
  inputs: readonly Input[],
  build: (tensors: Tensor[], graph: Graph) => Readonly<Record<string, Tensor>>,
  options?: Partial<GraphOptions>,
): Record<string, number[]> {
  const graph = new Graph(options);
  const tensors = placeholders(graph, inputs);
  graph.signature('run', named(tensors), build(tensors, graph));
  return withSession(graph, (session) => plain(session.run('run', feeds(inputs))));
}

/** Opens a session, calls `use` and disposes of the session. */
export function withSession<T>(graph: Graph, use: (session: Session) => T): T {
  const session = Session.open(graph);
  try {
    return use(session);
  } finally {
    session.dispose();
  }
}

/** Converts typed arrays to plain arrays. */
export function plain(results: Readonly<Record<string, Value>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(results).map(([key, value]) => [key, Array.from(value, Number)]));
}

function typed({ dtype, values }: Input): Value {
  if (dtype === 'float32') return Float32Array.from(values);
  return dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values);
}

/**
 * Fails unless both have the same length and differ by at most `tolerance` times the larger of 1 and the
 * expected value.
 */
export function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    const allowed = tolerance * Math.max(1, Math.abs(expected[i]));
    const near = Object.is(value, expected[i]) || Math.abs(value - expected[i]) <= allowed;
    if (!near) throw new Error(`element ${i} is ${value}, expected ${expected[i]} within ${allowed}`);
  });
}
