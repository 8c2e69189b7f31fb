import { whenCase } from '../../../src/graph/conditions';
import { Graph } from '../../../src/graph/graph';
import { assign, cast, guard, merge, readVariable, variable } from '../../../src/graph/ops';
import type { Value } from '../../../src/graph/session';
import {
  type Attribute,
  countElements,
  type DType,
  type GraphNode,
  type Shape,
  type Tensor,
} from '../../../src/graph/tensor';

/** A graph that computes each distinct node of other graphs by itself, from inputs that are fed. */
export interface OpGraph {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Value>>;
  /** The op of each result, by the result's key. */
  readonly ops: Readonly<Record<string, string>>;
}

/** Nodes that compute nothing, or only on the host. Switch and Merge are checked together. */
const LEFT_OUT = new Set([
  'Placeholder',
  'Const',
  'NoOp',
  'VarHandleOp',
  'Switch',
  'Merge',
  'SaveV2',
  'RestoreV2',
]);

/** Ops that are undefined, or very sensitive, for numbers that are negative or near zero. */
const POSITIVE = /^(Log|Sqrt|Rsqrt|RealDiv|FusedBatchNorm.*|Resource(Sparse)?Apply.*)$/;

const WRITES_ROWS = /^Resource(Scatter|Sparse)/;

/** Outputs that are compared; others are scratch space, whose content is up to the device. */
const COMPARED: Readonly<Record<string, number>> = {
  FusedBatchNormV3: 3,
  FusedBatchNormGradV3: 3,
  LSTMBlockCellGrad: 2,
};

/** The signature that computes all results. */
export const OP_SIGNATURE = 'ops';

/**
 * Builds a graph with one node for each distinct node of `graphs`: op, attributes, and rank and dtype of the inputs. Of those that
 * differ in shape only, the smallest is taken; of convolutions, poolings, norms and products, all.
 */
export function buildOpGraph(graphs: readonly Graph[]): OpGraph {
  const chosen = new Map<string, GraphNode>();
  for (const node of graphs.flatMap(({ nodes }) => nodes)) {
    if (LEFT_OUT.has(node.op)) continue;
    const key = describeNode(node);
    const known = chosen.get(key);
    if (known === undefined || countInputs(node) < countInputs(known)) chosen.set(key, node);
  }
  const builder = new OpGraphBuilder();
  for (const node of chosen.values()) builder.addNode(node);
  for (const dtype of ['float32', 'int32', 'bool'] as const) builder.addRouting(dtype);
  return builder.finish();
}

/** Ops whose kernel a GPU selects by shape. */
const BY_SHAPE = /^(.*Conv2D|.*Conv2d|.*Pool|.*Norm|MatMul|BatchMatMul)/;

function describeNode({ op, inputs, attributes }: GraphNode): string {
  const described = inputs.map(({ shape, dtype }) => {
    const size = BY_SHAPE.test(op) ? shape.join() : shape.length;
    return `${dtype}[${size}]`;
  });
  // A long list is the same kernel as another long list.
  const length = Math.min(inputs.length, 20);
  const { N, num_split, num, ...others } = attributes;
  const pieces = [N, num_split, num].flatMap((each: Attribute | undefined) =>
    each !== undefined && 'int' in each ? [Math.min(each.int, 20)] : [],
  );
  return `${op}(${described.slice(0, length).join()}) ${pieces.join()} ${JSON.stringify(others)}`;
}

/** Counts the numbers that a node reads, with those of variables. */
function countInputs({ inputs }: GraphNode): number {
  return inputs.reduce((sum, { node, shape, dtype }) => {
    const { shape: stored } = node.attributes as { readonly shape?: Attribute };
    return sum + countElements(dtype === 'resource' && stored && 'shape' in stored ? stored.shape : shape);
  }, 0);
}

class OpGraphBuilder {
  private readonly graph = new Graph();
  private readonly inputs: Record<string, Tensor> = {};
  private readonly feeds: Record<string, Value> = {};
  private readonly results: Record<string, Tensor> = {};
  private readonly ops: Record<string, string> = {};
  private readonly random = createQuickRandom();

  /** Adds a node like `original`, with its own inputs. */
  addNode(original: GraphNode): void {
    const { op, attributes, device } = original;
    const handles = new Map<GraphNode, { handle: Tensor; read: (after: GraphNode) => Tensor }>();
    const assigned: GraphNode[] = [];
    const inputs = original.inputs.map((input) => {
      const { node: source, shape, dtype } = input;
      if (source.op === 'Const') return this.copyConstant(source);
      if (dtype !== 'resource') return this.feed(shape, dtype, op);
      const known = handles.get(source);
      if (known) return known.handle;
      const declared = this.declareLike(source);
      assigned.push(assign(declared, this.feed(declared.shape, declared.dtype, op)));
      handles.set(source, {
        handle: declared.handle,
        read: (after) => readVariable(declared, [after]),
      });
      return declared.handle;
    });
    this.useForward(original, inputs);
    const node = this.graph.add({
      op,
      inputs,
      attributes,
      device,
      control: assigned,
      outputs: original.outputs.map(({ shape, dtype }) => ({ shape, dtype })),
    });
    const outputs = node.outputs.slice(0, COMPARED[op] ?? node.outputs.length);
    for (const output of outputs) this.addResult(op, output);
    if (outputs.length === 0) for (const { read } of handles.values()) this.addResult(op, read(node));
  }

  /** Adds a Switch and a Merge of one dtype. */
  addRouting(dtype: DType): void {
    const flags = [1, 0].map((flag) => this.feed([], 'bool', 'Switch', Uint8Array.of(flag)));
    const choice = { name: `choice of ${dtype}`, cases: flags };
    const values = flags.map(() => this.feed([4, 4], dtype, 'Switch'));
    const routed = values.map((value, i) => guard(value, [whenCase(choice, i)]));
    this.addResult('Merge', merge(routed));
  }

  finish(): OpGraph {
    this.graph.signature(OP_SIGNATURE, this.inputs, this.results);
    return { graph: this.graph, feeds: this.feeds, ops: this.ops };
  }

  private addResult(op: string, output: Tensor): void {
    const key = `${op}_${Object.keys(this.results).length}`;
    const fetchable = ['float32', 'int32', 'bool'].includes(output.dtype);
    this.results[key] = fetchable ? output : cast(output, 'int32');
    this.ops[key] = op;
  }

  private copyConstant({ attributes: { value } }: GraphNode): Tensor {
    if (!('tensor' in value)) throw new Error('a constant has no value');
    const { values, shape, dtype } = value.tensor;
    return this.graph.constant(values, shape, dtype);
  }

  private declareLike({ attributes: { shape, dtype } }: GraphNode) {
    if (!('shape' in shape) || !('type' in dtype)) throw new Error('a variable has no shape');
    const name = `variable${this.graph.nodes.length}`;
    return variable(this.graph, name, shape.shape, dtype.type);
  }

  /** Adds an input that is fed. int64 and uint8 are fed as int32. */
  private feed(shape: Shape, dtype: DType, op: string, value?: Value): Tensor {
    const key = `input${Object.keys(this.inputs).length}`;
    const fed = dtype === 'int64' || dtype === 'uint8' ? 'int32' : dtype;
    this.inputs[key] = this.graph.placeholder(key, shape, fed);
    this.feeds[key] = value ?? createValue(this.random, countElements(shape), fed, op);
    return fed === dtype ? this.inputs[key] : cast(this.inputs[key], dtype);
  }

  /** Replaces inputs of a gradient that must be results of the forward op. */
  private useForward({ op, attributes, inputs: originals }: GraphNode, inputs: Tensor[]): void {
    if (op === 'MaxPoolGrad') {
      const outputs = [{ shape: originals[1].shape, dtype: 'float32' }] as const;
      [inputs[1]] = this.graph.add({ op: 'MaxPool', inputs: [inputs[0]], attributes, outputs }).outputs;
    }
    if (op !== 'FusedBatchNormGradV3') return;
    const [, x, scale] = inputs;
    const empty = this.graph.constant([], [0]);
    const forward = this.graph.add({
      op: 'FusedBatchNormV3',
      inputs: [x, scale, this.feed(scale.shape, 'float32', op), empty, empty],
      attributes,
      outputs: [x.shape, ...Array.from({ length: 5 }, () => scale.shape)].map((shape) => ({
        shape,
        dtype: 'float32',
      })),
    });
    inputs.splice(3, 3, ...forward.outputs.slice(3));
  }
}

/** Returns a generator of numbers in [0, 1) (Numerical Recipes, ranqd1): tens of millions are needed, and need not be good. */
function createQuickRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Creates numbers that the op accepts. Integers are valid indices of two rows; where rows are written, they are distinct. */
function createValue(random: () => number, length: number, dtype: DType, op: string): Value {
  switch (dtype) {
    case 'float32':
      return Float32Array.from({ length }, () =>
        POSITIVE.test(op) ? 0.1 + 0.8 * random() : 2 * random() - 1,
      );
    case 'bool':
      return Uint8Array.from({ length }, () => (random() < 0.5 ? 0 : 1));
    default:
      return Int32Array.from({ length }, (_, i) => (WRITES_ROWS.test(op) ? i : i % 2));
  }
}
