import { ALWAYS, conjoinGuards } from './conditions';
import { identity } from './ops/identity';
import {
  countElements,
  describeTensor,
  type DType,
  type GraphBuilder,
  type GraphNode,
  type Literal,
  type NodeSpec,
  type Shape,
  type Tensor,
} from './tensor';

/** What tfjs-node reads. */
const FETCHABLE: readonly DType[] = ['float32', 'int32', 'bool'];

/** A signature of the SavedModel: what is fed and what comes out. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** What a loader runs to fill the variables of a SavedModel that comes with their values. */
export interface Saver {
  /** A string: what the names of the files begin with. */
  readonly prefix: Tensor;
  /** The prefix again, once all is written. */
  readonly saved: Tensor;
  /** Runs once all is read. */
  readonly restored: GraphNode;
}

/**
 * A TensorFlow graph under construction: nodes in topological order, constants shared, names unique. Knows nothing of
 * what any op means.
 */
export class Graph implements GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly signatures = new Map<string, Signature>();
  /** Undefined where the graph fills its variables itself. */
  saver: Saver | undefined;
  private readonly names = new Set<string>();
  private readonly literals = new Map<string, Tensor>();
  private readonly memoized = new Map<string, Tensor>();
  private scopeName = '';

  /** Appends a node and returns it. @throws Error for a name in use or a tensor of another graph */
  add(spec: NodeSpec): GraphNode {
    const inputs = spec.inputs ?? [];
    for (const [position, input] of inputs.entries()) {
      if (input.node.graph !== this)
        throw new Error(`input ${position} of ${spec.op} belongs to another graph`);
    }
    const control = spec.control ?? [];
    let guard = spec.guard ?? ALWAYS;
    if (spec.guard === undefined) {
      for (const input of inputs) guard = conjoinGuards(guard, input.guard);
      for (const node of control) guard = conjoinGuards(guard, node.guard);
    }
    const id = this.nodes.length;
    const name = spec.name ?? `${this.scopeName}${spec.op}_${id}`;
    if (this.names.has(name)) throw new Error(`two nodes of the graph are named ${name}`);
    this.names.add(name);
    const outputs: Tensor[] = [];
    const node: GraphNode = {
      graph: this,
      id,
      name,
      op: spec.op,
      inputs,
      control,
      attributes: spec.attributes ?? {},
      device: spec.device ?? 'any',
      outputs,
      guard,
      gradient: spec.gradient,
      gradientInputs: spec.gradientInputs ?? inputs,
    };
    for (const [output, { shape, dtype, guard: own }] of spec.outputs.entries()) {
      outputs.push({ node, output, shape, dtype, guard: own ?? guard });
    }
    this.nodes.push(node);
    return node;
  }

  /** Nodes that `build` adds get names that begin with `name/`: for reading profiles and messages. */
  scope<T>(name: string, build: () => T): T {
    const outer = this.scopeName;
    this.scopeName = `${outer}${name}/`;
    try {
      return build();
    } finally {
      this.scopeName = outer;
    }
  }

  /** A constant; equal constants are one node. A single value with a shape of more elements fills it. */
  constant(values: readonly (number | string)[], shape: Shape, dtype: DType = 'float32'): Tensor {
    if (values.length !== countElements(shape) && values.length !== 1) {
      throw new Error(
        `a constant of shape [${shape.join(', ')}] needs ${countElements(shape)} values or one, got ${values.length}`,
      );
    }
    const literal: Literal = { dtype, shape, values };
    const key = `${dtype}[${shape.join()}]${values.map(valueKey).join()}`;
    let known = this.literals.get(key);
    if (!known) {
      known = this.add({
        op: 'Const',
        attributes: { dtype: { type: dtype }, value: { tensor: literal } },
        outputs: [{ shape, dtype }],
        gradient: null,
        // Shapes, axes and the like are read by the host.
        device: dtype === 'int32' || dtype === 'string' ? 'cpu' : 'any',
      }).outputs[0];
      this.literals.set(key, known);
    }
    return known;
  }

  scalar(value: number, dtype: DType = 'float32'): Tensor {
    return this.constant([value], [], dtype);
  }

  /** A vector of int32, as ops take shapes, axes and sizes. */
  integers(values: readonly number[]): Tensor {
    return this.constant(values, [values.length], 'int32');
  }

  /** The tensor that `build` made when it was first asked for under `key`: work that must not stand twice. */
  once(key: string, build: () => Tensor): Tensor {
    let known = this.memoized.get(key);
    if (!known) {
      known = build();
      this.memoized.set(key, known);
    }
    return known;
  }

  placeholder(name: string, shape: Shape, dtype: DType, device: 'any' | 'cpu' = 'any'): Tensor {
    return this.add({
      op: 'Placeholder',
      name,
      attributes: { dtype: { type: dtype }, shape: { shape } },
      outputs: [{ shape, dtype }],
      gradient: null,
      device,
    }).outputs[0];
  }

  /**
   * Declares a signature; its results can be fetched as `NAME/KEY`.
   *
   * @throws Error where a result cannot be fetched: it is not always alive, or of a type that tfjs-node does not read
   */
  signature(
    name: string,
    inputs: Readonly<Record<string, Tensor>>,
    results: Readonly<Record<string, Tensor>>,
  ): void {
    if (this.signatures.has(name)) throw new Error(`two signatures are named ${name}`);
    const outputs: Record<string, Tensor> = {};
    for (const [key, result] of Object.entries(results)) {
      if (result.guard.length > 0) {
        throw new Error(
          `result ${key} of signature ${name} (${describeTensor(result)}) is alive only under a guard`,
        );
      }
      if (!FETCHABLE.includes(result.dtype)) {
        throw new Error(
          `result ${key} of signature ${name} (${describeTensor(result)}) cannot be fetched: cast it to ${FETCHABLE.join(', ')}`,
        );
      }
      outputs[key] = identity(result, { name: `${name}/${key}` });
    }
    this.signatures.set(name, { inputs, outputs });
  }
}

/** Tells apart values that print alike: minus zero from zero, a string with a comma from two. */
function valueKey(value: number | string): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return Object.is(value, -0) ? '-0' : String(value);
}
