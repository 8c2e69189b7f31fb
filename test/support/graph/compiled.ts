import { Graph } from '../../../src/graph/graph';
import { Session, type Value } from '../../../src/graph/session';
import { countElements, type DType, type Shape, type Tensor } from '../../../src/graph/tensor';

/** A value that a test feeds. */
export interface Input {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: readonly number[];
}

/** A float32 input. */
export function floats(shape: Shape, values: readonly number[]): Input {
  return { shape, dtype: 'float32', values };
}

/** An int32 input. */
export function integers(shape: Shape, values: readonly number[]): Input {
  return { shape, dtype: 'int32', values };
}

/** A bool input, 0 or 1. */
export function booleans(shape: Shape, values: readonly number[]): Input {
  return { shape, dtype: 'bool', values };
}

/** A placeholder for each input, named `in0`, `in1` and so on. */
export function placeholders(graph: Graph, inputs: readonly Input[]): Tensor[] {
  return inputs.map(({ shape, dtype, values }, i) => {
    if (values.length !== countElements(shape)) throw new Error(`input ${i} has ${values.length} values`);
    return graph.placeholder(`in${i}`, shape, dtype, dtype === 'float32' ? 'any' : 'cpu');
  });
}

/** What to feed for tensors made by `placeholders`. */
export function feeds(inputs: readonly Input[]): Record<string, Value> {
  return Object.fromEntries(inputs.map((input, i) => [`in${i}`, typed(input)]));
}

/** Tensors by the names that `feeds` gives them. */
export function named(tensors: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(tensors.map((tensor, i) => [`in${i}`, tensor]));
}

/** Builds a graph of one signature, runs it once and returns the results as plain arrays. */
export function compute(
  inputs: readonly Input[],
  build: (tensors: Tensor[], graph: Graph) => Readonly<Record<string, Tensor>>,
): Record<string, number[]> {
  const graph = new Graph();
  const tensors = placeholders(graph, inputs);
  graph.signature('run', named(tensors), build(tensors, graph));
  return withSession(graph, (session) => plain(session.run('run', feeds(inputs))));
}

/** Opens a session for the time of `use`. */
export function withSession<T>(graph: Graph, use: (session: Session) => T): T {
  const session = Session.open(graph);
  try {
    return use(session);
  } finally {
    session.dispose();
  }
}

export function plain(results: Readonly<Record<string, Value>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(results).map(([key, value]) => [key, Array.from(value, Number)]));
}

function typed({ dtype, values }: Input): Value {
  if (dtype === 'float32') return Float32Array.from(values);
  return dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values);
}

/** Fails unless both have the same length and differ by at most `tolerance` times the larger of 1 and the value. */
export function expectClose(got: readonly number[], wanted: readonly number[], tolerance: number): void {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, i) => {
    const allowed = tolerance * Math.max(1, Math.abs(wanted[i]));
    const near = Object.is(value, wanted[i]) || Math.abs(value - wanted[i]) <= allowed;
    if (!near) throw new Error(`element ${i} is ${value}, wanted ${wanted[i]} within ${allowed}`);
  });
}
