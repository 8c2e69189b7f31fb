/** The TensorFlow dtypes that the compiler emits, with their `DataType` numbers in types.proto. */
export const DTYPES = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const;

/** The name of a dtype. */
export type DType = keyof typeof DTYPES;

/**
 * A static shape. Only the first dimension of a served network may be unknown: it is then UNKNOWN_BATCH, and
 * -k means k times as many rows.
 */
export type Shape = readonly number[];

/** The first dimension of a served network's inputs: any number of rows. */
export const UNKNOWN_BATCH = -1;

/** Converts a shape to TensorFlow's form, with -1 for an unknown dimension. */
export function toProtoDims(shape: Shape): number[] {
  return shape.map((dim) => (dim < 0 ? -1 : dim));
}

/** The value of a node attribute (attr_value.proto). */
export type Attribute =
  | { readonly type: DType }
  | { readonly types: readonly DType[] }
  | { readonly shape: Shape }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly tensor: Literal };

/** Constant data. A single value fills the whole shape. */
export interface Literal {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly values: readonly (number | string)[];
}

/** Gradients with respect to a node's outputs; null if none flows. */
export type OutputGradients = readonly (Tensor | null)[];

/**
 * The gradient `left^T right` of a matrix, not yet multiplied: [n, rows] and [n, columns]. If a matrix is
 * used many times, as in the steps of a recurrence, the sum of its products is one product of the
 * concatenated rows.
 */
export interface ProductGradient {
  readonly left: Tensor;
  readonly right: Tensor;
}

/** The gradient of one input: one term, several terms that are summed, or null for no gradient. */
export type InputGradient = Tensor | ProductGradient | readonly Tensor[] | null;

/**
 * The gradient rule of a node: maps the gradients of its outputs to one gradient per input. At least one
 * output gradient is not null. `needed` marks the inputs that depend on a parameter; the rule may return null
 * for the others.
 */
export type GradientRule = (outputs: OutputGradients, needed: readonly boolean[]) => readonly InputGradient[];

/** The description of a node to be added to a graph. */
export interface NodeSpec {
  readonly op: string;
  readonly inputs?: readonly Tensor[];
  readonly control?: readonly GraphNode[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Shape and dtype of each output; `guard` if an output has a narrower guard than its node (Switch). */
  readonly outputs: readonly { shape: Shape; dtype: DType; guard?: Guard }[];
  /** See GraphNode.gradient. Omitted for ops without a gradient rule. */
  readonly gradient?: GradientRule | null;
  /** See GraphNode.gradientInputs. */
  readonly gradientInputs?: readonly Tensor[];
  readonly device?: 'any' | 'cpu';
  /** The node's guard if it is not the conjunction of its inputs' guards (Merge). */
  readonly guard?: Guard;
  /** A fixed name, for nodes that are found by name at run time (placeholders, variables, results). */
  readonly name?: string;
}

/**
 * The kernels that decide where one op, or several in its place, compute the same: those of a GPU, of a CPU, or of oneDNN on an x64 CPU
 * without AVX-512.
 */
export type KernelTarget = 'gpu' | 'cpu' | 'cpu-avx2';

/** The number format that matrix products of float32 are computed in. Their results are float32. */
export type Precision = 'float32' | 'bfloat16';

/** What decides which nodes an op adds. */
export interface GraphOptions {
  readonly target: KernelTarget;
  readonly precision: Precision;
  /** Computes the products of pixels and filters again for the gradients of their normalization, instead of keeping them. */
  readonly recompute: boolean;
}

/** The part of a graph that ops use to add nodes; implemented by `Graph`. */
export interface GraphBuilder extends GraphOptions {
  readonly nodes: readonly GraphNode[];
  add(spec: NodeSpec): GraphNode;
  constant(values: readonly (number | string)[], shape: Shape, dtype?: DType): Tensor;
  scalar(value: number, dtype?: DType): Tensor;
  integers(values: readonly number[]): Tensor;
  once(key: string, build: () => Tensor): Tensor;
  scope<T>(name: string, build: () => T): T;
}

/** One operation of the graph. Plain data except for the gradient rule. */
export interface GraphNode {
  readonly graph: GraphBuilder;
  /** The position in the order of creation, which is a topological order. */
  readonly id: number;
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Tensor[];
  /** Control inputs: nodes that must run before. */
  readonly control: readonly GraphNode[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** `cpu` pins the node to the CPU; `any` lets TensorFlow choose (a GPU if there is one). */
  readonly device: 'any' | 'cpu';
  readonly outputs: readonly Tensor[];
  /** The conditions under which the node runs. */
  readonly guard: Guard;
  /**
   * null: no gradient flows, on purpose. undefined: there is no rule yet, and differentiating is an error.
   */
  readonly gradient: GradientRule | null | undefined;
  /**
   * The tensors that `gradient` returns gradients for: the inputs, unless the node ends a composite with a
   * custom gradient. Its gradients flow directly to the inputs of the composite.
   */
  readonly gradientInputs: readonly Tensor[];
}

/** One output of a node. */
export interface Tensor {
  readonly node: GraphNode;
  readonly output: number;
  readonly shape: Shape;
  readonly dtype: DType;
  /** The conditions under which the tensor is alive: those of the node, for a Switch one more. */
  readonly guard: Guard;
}

/** Returns the number of elements of a shape. */
export function countElements(shape: Shape): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/**
 * Returns the device for values of a dtype: predicates and names are read by the host. So are int32 values, but a GPU has kernels
 * for them that work in host memory. On the CPU, each would be sent to the op on the GPU that reads it.
 */
export function chooseDevice(dtype: DType): 'any' | 'cpu' {
  return dtype === 'string' || dtype === 'bool' ? 'cpu' : 'any';
}

/** Integers that index data. On a GPU they stay there as int64; TensorFlow keeps int32 in host memory. */
export type IndexDType = 'int32' | 'int64';

/** Returns whether tensors of the dtype are indices. */
export function isIndexDType(dtype: DType): dtype is IndexDType {
  return dtype === 'int32' || dtype === 'int64';
}

/** Returns whether two shapes are equal. */
export function isSameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** Formats dtype and shape for messages, such as `float32[64, 32, 32, 20]`. */
export function describeTensor(tensor: { dtype: DType; shape: Shape }): string {
  return `${tensor.dtype}[${tensor.shape.join(', ')}]`;
}

/**
 * A choice between several cases that is made at run time, such as the operation of a branch. The caller must
 * feed exactly one `true` among `cases`.
 */
export interface Choice {
  readonly name: string;
  /** Boolean scalars, one per case. */
  readonly cases: readonly Tensor[];
}

/**
 * A condition on choices. `case`: this case holds. `any`: at least one of the guards holds. `none`: none of
 * them holds.
 */
export type Predicate =
  | { readonly kind: 'case'; readonly key: string; readonly choice: Choice; readonly index: number }
  | { readonly kind: 'any'; readonly key: string; readonly guards: readonly Guard[] }
  | { readonly kind: 'none'; readonly key: string; readonly guards: readonly Guard[] };

/** A conjunction of predicates, sorted by key, under which a tensor is alive. Empty: always alive. */
export type Guard = readonly Predicate[];
