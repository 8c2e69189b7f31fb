import { ALWAYS, conjoinGuards } from './conditions';
import { identity } from './ops/identity';
import {
  countElements,
  describeTensor,
  type DType,
  type GraphBuilder,
  type GraphNode,
  type GraphOptions,
  type KernelTarget,
  type Literal,
  type NodeSpec,
  type Precision,
  type Shape,
  type Tensor,
} from './tensor';

/** The dtypes that tfjs-node can fetch. */
const FETCHABLE: readonly DType[] = ['float32', 'int32', 'bool'];

/** A signature of the SavedModel: the tensors that are fed and those that are fetched. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** The nodes that a loader of the SavedModel uses to restore its variables. */
export interface Saver {
  /** A string scalar: the prefix of the checkpoint's files. */
  readonly prefix: Tensor;
  /** The prefix, available once all variables are written. */
  readonly saved: Tensor;
  /** A node that runs once all variables are read. */
  readonly restored: GraphNode;
  /** The variables, for loaders that list them. */
  readonly variables: readonly SavedVariable[];
}

/** A variable of a SavedModel. */
export interface SavedVariable {
  readonly handle: Tensor;
  /** The node that sets it to the value in the checkpoint. */
  readonly restored: GraphNode;
  readonly value: Tensor;
  /** False for statistics, which training updates without gradients. */
  readonly trainable: boolean;
}

/**
 * A TensorFlow graph under construction: nodes in topological order, shared constants, unique names. It knows
 * nothing about the semantics of ops.
 */
export class Graph implements GraphBuilder {
  readonly target: KernelTarget;
  readonly precision: Precision;
  readonly recompute: boolean;
  readonly nodes: GraphNode[] = [];
  readonly signatures = new Map<string, Signature>();
  /** Undefined if the graph initializes its variables itself. */
  saver: Saver | undefined;
  private readonly names = new Set<string>();
  private readonly constants = new Map<string, Tensor>();
  private readonly memoized = new Map<string, Tensor>();
  private scopeName = '';

  constructor({ target = 'cpu', precision = 'float32', recompute = false }: Partial<GraphOptions> = {}) {
    this.target = target;
    this.precision = precision;
    this.recompute = recompute;
  }

  /**
   * Appends a node and returns it.
   *
   * @throws Error if the name is in use or an input belongs to another graph
   */
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

  /** Prefixes the names of the nodes that `build` adds with `name/`, for profiles and messages. */
  scope<T>(name: string, build: () => T): T {
    const outer = this.scopeName;
    this.scopeName = `${outer}${name}/`;
    try {
      return build();
    } finally {
      this.scopeName = outer;
    }
  }

  /** Returns a constant. Equal constants share one node. A single value fills the whole shape. */
  constant(values: readonly (number | string)[], shape: Shape, dtype: DType = 'float32'): Tensor {
    if (values.length !== countElements(shape) && values.length !== 1) {
      throw new Error(
        `a constant of shape [${shape.join(', ')}] needs ${countElements(shape)} values or one, got ${values.length}`,
      );
    }
    const literal: Literal = { dtype, shape, values };
    const key = `${dtype}[${shape.join()}]${values.map(valueKey).join()}`;
    let known = this.constants.get(key);
    if (!known) {
      known = this.add({
        op: 'Const',
        attributes: { dtype: { type: dtype }, value: { tensor: literal } },
        outputs: [{ shape, dtype }],
        gradient: null,
        device: dtype === 'string' ? 'cpu' : 'any',
      }).outputs[0];
      this.constants.set(key, known);
    }
    return known;
  }

  /** Returns a constant scalar. */
  scalar(value: number, dtype: DType = 'float32'): Tensor {
    return this.constant([value], [], dtype);
  }

  /** Returns a constant int32 vector, the form in which ops take shapes, axes and sizes. */
  integers(values: readonly number[]): Tensor {
    return this.constant(values, [values.length], 'int32');
  }

  /** Returns the tensor of `key`, built on the first call. */
  once(key: string, build: () => Tensor): Tensor {
    let known = this.memoized.get(key);
    if (!known) {
      known = build();
      this.memoized.set(key, known);
    }
    return known;
  }

  /** Adds a tensor that is fed at run time. */
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
   * Declares a signature. Its results can be fetched as `NAME/KEY`.
   *
   * @throws Error if a result is not always alive or has a dtype that tfjs-node cannot fetch
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
          `result ${key} of signature ${name} (${describeTensor(result)}) is not always alive: use zerosIfDead`,
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

/**
 * Returns a key that distinguishes values that print alike: -0 from 0, a string with a comma from two
 * strings.
 */
function valueKey(value: number | string): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return Object.is(value, -0) ? '-0' : String(value);
}
