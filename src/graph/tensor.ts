/** TensorFlow's element types that the compiler emits, with their numbers in `DataType` of types.proto. */
export const DTYPES = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
  resource: 20,
} as const;

export type DType = keyof typeof DTYPES;

/**
 * Every shape is known while the graph is built, but for the number of images that a network serves: where that is left
 * open, the first side is UNKNOWN, and -k as a first side stands for k times as many.
 */
export type Shape = readonly number[];

/** The first side of what is served, any number at a time. */
export const UNKNOWN_BATCH = -1;

/** A shape as TensorFlow is told it, with -1 for a side that is not known. */
export function toProtoDims(shape: Shape): number[] {
  return shape.map((dim) => (dim < 0 ? -1 : dim));
}

/** A value of one node attribute (attr_value.proto). */
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

/** Constant data. One value stands for a whole tensor filled with it. */
export interface Literal {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly values: readonly (number | string)[];
}

/** Gradients with respect to a node's outputs; null where none flows. */
export type OutputGradients = readonly (Tensor | null)[];

/**
 * The gradient `left^T right` of a matrix, not multiplied yet: [n, rows] and [n, columns]. Where a matrix is used many
 * times, as in every step of a recurrence, the sum of such products is one product of all rows one after the other.
 */
export interface ProductGradient {
  readonly left: Tensor;
  readonly right: Tensor;
}

/** What flows back into one input: a gradient, several that are summed, or null where there is none on purpose. */
export type InputGradient = Tensor | ProductGradient | readonly Tensor[] | null;

/**
 * From the gradients of a node's outputs to those of its inputs, one for each. Called with at least one output gradient
 * that is not null. `needed` says which inputs lead to a parameter: the rule may answer null for the others.
 */
export type GradientRule = (outputs: OutputGradients, needed: readonly boolean[]) => readonly InputGradient[];

/** What an op file says of the node it emits. */
export interface NodeSpec {
  readonly op: string;
  readonly inputs?: readonly Tensor[];
  readonly control?: readonly GraphNode[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Shape and type of each output; with `guard` where an output lives under more than its node (Switch). */
  readonly outputs: readonly { shape: Shape; dtype: DType; guard?: Guard }[];
  /** See GraphNode.gradient. Left out for ops that nobody differentiates through yet. */
  readonly gradient?: GradientRule | null;
  /** See GraphNode.gradientInputs. */
  readonly gradientInputs?: readonly Tensor[];
  readonly device?: 'any' | 'cpu';
  /** The node's own guard where it is not simply the inputs' (Merge). */
  readonly guard?: Guard;
  /** A fixed name, for what is looked up by name at run time (placeholders, variables, results). */
  readonly name?: string;
}

/** What an op needs of the graph that it adds its node to; `Graph` is the implementation. */
export interface GraphBuilder {
  readonly nodes: readonly GraphNode[];
  add(spec: NodeSpec): GraphNode;
  constant(values: readonly (number | string)[], shape: Shape, dtype?: DType): Tensor;
  scalar(value: number, dtype?: DType): Tensor;
  integers(values: readonly number[]): Tensor;
  once(key: string, build: () => Tensor): Tensor;
  scope<T>(name: string, build: () => T): T;
}

/** One operation of the graph. Plain data but for the gradient rule. */
export interface GraphNode {
  readonly graph: GraphBuilder;
  /** Position in the order of creation, which is a topological order. */
  readonly id: number;
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Tensor[];
  /** Nodes that must have run before. */
  readonly control: readonly GraphNode[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** `cpu` pins the node there; `any` leaves the choice to TensorFlow (a GPU where there is one). */
  readonly device: 'any' | 'cpu';
  readonly outputs: readonly Tensor[];
  /** The conditions under which the node runs at all. */
  readonly guard: Guard;
  /** null: no gradient flows through on purpose. undefined: nobody has derived one, and asking for it is an error. */
  readonly gradient: GradientRule | null | undefined;
  /**
   * The tensors that `gradient` gives gradients for: the inputs, unless the node ends a composite whose derivative is
   * written by hand. Gradients then go straight to what the composite was made from.
   */
  readonly gradientInputs: readonly Tensor[];
}

/** One output of a node. */
export interface Tensor {
  readonly node: GraphNode;
  readonly output: number;
  readonly shape: Shape;
  readonly dtype: DType;
  /** The conditions under which the tensor is alive: the node's, and for a Switch one more. */
  readonly guard: Guard;
}

/** Number of elements. */
export function countElements(shape: Shape): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** Where values of a type are at home: shapes, indices, decisions and names are read by the host, on a GPU too. */
export function chooseDevice(dtype: DType): 'any' | 'cpu' {
  return dtype === 'int32' || dtype === 'string' || dtype === 'bool' ? 'cpu' : 'any';
}

export function isSameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** `float32[64, 32, 32, 20]`, for messages. */
export function describeTensor(tensor: { dtype: DType; shape: Shape }): string {
  return `${tensor.dtype}[${tensor.shape.join(', ')}]`;
}

/**
 * A value known only when the graph runs that says which one of several cases holds, such as the operation of a branch.
 * Exactly one of `is` must be true in a run; that is for whoever feeds them to see to.
 */
export interface Choice {
  readonly name: string;
  /** Scalar booleans, one a case. */
  readonly cases: readonly Tensor[];
}

/** A condition on choices. `case`: this case holds. `any`: at least one of the guards holds. `none`: none of them does. */
export type Predicate =
  | { readonly kind: 'case'; readonly key: string; readonly choice: Choice; readonly index: number }
  | { readonly kind: 'any'; readonly key: string; readonly guards: readonly Guard[] }
  | { readonly kind: 'none'; readonly key: string; readonly guards: readonly Guard[] };

/** A conjunction of tests, sorted by key: what must hold for a tensor to be alive. Empty: always alive. */
export type Guard = readonly Predicate[];
