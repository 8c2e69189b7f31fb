import { computeGradients } from '../../../src/graph/differentiate';
import { Graph } from '../../../src/graph/graph';
import { add, addGradients } from '../../../src/graph/ops/add';
import { batchMatmul } from '../../../src/graph/ops/batch-matmul';
import { batchNorm } from '../../../src/graph/ops/batch-norm';
import { bitcastToUint8 } from '../../../src/graph/ops/bitcast';
import { broadcastTo, sum } from '../../../src/graph/ops/broadcast-sum';
import { concat, split } from '../../../src/graph/ops/concat-split';
import { conv2d } from '../../../src/graph/ops/conv2d';
import { crossEntropy, sparseCrossEntropy } from '../../../src/graph/ops/cross-entropy';
import { customGradient } from '../../../src/graph/ops/custom-gradient';
import { depthwiseConv2d } from '../../../src/graph/ops/depthwise-conv2d';
import { div } from '../../../src/graph/ops/div';
import { gather } from '../../../src/graph/ops/gather';
import { lerp } from '../../../src/graph/ops/lerp';
import { logicalAnd } from '../../../src/graph/ops/logical';
import { matmul } from '../../../src/graph/ops/matmul';
import { maximum } from '../../../src/graph/ops/min-max';
import { mul } from '../../../src/graph/ops/mul';
import { pad, slice } from '../../../src/graph/ops/pad-slice';
import { averagePool, maxPool } from '../../../src/graph/ops/pool';
import { randomNormal } from '../../../src/graph/ops/random';
import { reshape } from '../../../src/graph/ops/reshape';
import { select } from '../../../src/graph/ops/select';
import { stack } from '../../../src/graph/ops/stack-unstack';
import { sub } from '../../../src/graph/ops/sub';
import { transpose } from '../../../src/graph/ops/transpose';
import { relu } from '../../../src/graph/ops/unary';
import { unsortedSegmentSum } from '../../../src/graph/ops/unsorted-segment-sum';
import { assign, assignRows, gatherRows, variable } from '../../../src/graph/ops/variable';
import type { DType, Shape, Tensor } from '../../../src/graph/tensor';

type CreateInput = (shape: Shape, dtype?: DType) => Tensor;

/** The message for each invalid use of an op. */
const ERRORS: readonly [string, (createInput: CreateInput, graph: Graph) => unknown][] = [
  ['AddV2 of float32[2] and float32[3]: the shapes cannot be broadcast', (f) => add(f([2]), f([3]))],
  ['AddV2 of float32[2] and int32[2]: the dtypes differ', (f) => add(f([2]), f([2], 'int32'))],
  ['cannot add gradients float32[2] and float32[1]: the shapes differ', (f) => addGradients(f([2]), f([1]))],
  [
    'lerp of float32[2], float32[2], float32[1]: the shapes must be equal',
    (f) => lerp(f([2]), f([2]), f([1])),
  ],
  ['Sub of float32[2, 3] and float32[2]: the shapes', (f) => sub(f([2, 3]), f([2]))],
  ['Mul of float32[4, 1, 3] and float32[2, 2]: the shapes', (f) => mul(f([4, 1, 3]), f([2, 2]))],
  ['RealDiv of float32[2] and float32[5]: the shapes', (f) => div(f([2]), f([5]))],
  ['Maximum of float32[2] and float32[5]: the shapes', (f) => maximum(f([2]), f([5]))],
  ['Relu takes float32, got int32', (f) => relu(f([2], 'int32'))],
  ['LogicalAnd takes boolean scalars, got float32[]', (f) => logicalAnd(f([], 'bool'), f([]))],
  ['MatMul of float32[2, 3] and float32[2, 3]', (f) => matmul(f([2, 3]), f([2, 3]))],
  ['MatMul of float32[3] and float32[3, 2]', (f) => matmul(f([3]), f([3, 2]))],
  ['MatMul of float32[2, 3] transposed and float32[3, 2]', (f) => matmul(f([2, 3]), f([3, 2]), true)],
  ['BatchMatMulV2 of float32[2, 3, 4] and float32[5, 4, 3]', (f) => batchMatmul(f([2, 3, 4]), f([5, 4, 3]))],
  ['BroadcastTo of float32[2, 3] to [2, 4]', (f) => broadcastTo(f([2, 3]), [2, 4])],
  ['Sum of float32[2, 3] over axis 2', (f) => sum(f([2, 3]), [2])],
  ['Reshape of float32[2, 3] to [7]', (f) => reshape(f([2, 3]), [7])],
  ['Transpose of float32[2, 3] by [0, 0]', (f) => transpose(f([2, 3]), [0, 0])],
  ['Pad of float32[2, 3] takes one margin per axis, got 1', (f) => pad(f([2, 3]), [[0, 1]])],
  ['Slice of float32[2, 3] from [1, 0] with shape [2, 3]', (f) => slice(f([2, 3]), [1, 0], [2, 3])],
  ['ConcatV2 of float32[2, 3] and float32[3, 3] along axis 1', (f) => concat([f([2, 3]), f([3, 3])], 1)],
  ['ConcatV2 of float32[2] and int32[2] along axis 0', (f) => concat([f([2]), f([2], 'int32')], 0)],
  ['SplitV of float32[2, 4] along axis 1 into sizes 1, 2', (f) => split(f([2, 4]), [1, 2], 1)],
  ['Pack of float32[2] and float32[3]: shapes and dtypes must be equal', (f) => stack([f([2]), f([3])])],
  ['GatherV2 of float32[2, 3] by float32[2] along axis 0', (f) => gather(f([2, 3]), f([2]), 0)],
  [
    'UnsortedSegmentSum of float32[2, 3] by int32[3]: segments must be int32[2] or int64',
    (f) => unsortedSegmentSum(f([2, 3]), f([3], 'int32'), 4),
  ],
  [
    'UnsortedSegmentSum of float32[2] by float32[2]: segments must be int32[2] or int64',
    (f) => unsortedSegmentSum(f([2]), f([2]), 4),
  ],
  [
    'SelectV2 of bool[2], float32[2] and float32[3]: takes bool and two tensors of its shape',
    (f) => select(f([2], 'bool'), f([2]), f([3])),
  ],
  [
    'Conv2D of float32[1, 4, 4, 3] with filter float32[3, 3, 2, 5]',
    (f) => conv2d(f([1, 4, 4, 3]), f([3, 3, 2, 5])),
  ],
  [
    'DepthwiseConv2dNative of float32[1, 4, 4, 3] with filter float32[3, 3, 3, 2]',
    (f) => depthwiseConv2d(f([1, 4, 4, 3]), f([3, 3, 3, 2])),
  ],
  [
    'MaxPool takes images [batch, height, width, channels], got float32[4, 4, 3]',
    (f) => maxPool(f([4, 4, 3]), 3, 1),
  ],
  ['AvgPool takes images [batch, height, width, channels], got float32[4]', (f) => averagePool(f([4]), 3, 1)],
  [
    'AvgPool of float32[1, 2, 2, 3]: the images are smaller than the 5x5 window',
    (f) => averagePool(f([1, 2, 2, 3]), 5, 3, 'VALID'),
  ],
  ['Bitcast takes int32, got float32[2]', (f) => bitcastToUint8(f([2]))],
  [
    'FusedBatchNormV3 of float32[1, 4, 4, 3] with scale float32[3] and offset float32[2]',
    (f) => batchNorm(f([1, 4, 4, 3]), f([3]), f([2])),
  ],
  [
    'SparseSoftmaxCrossEntropyWithLogits of float32[2, 3] with labels int32[3]',
    (f) => sparseCrossEntropy(f([2, 3]), f([3], 'int32')),
  ],
  [
    'SoftmaxCrossEntropyWithLogits of float32[2, 3] with targets float32[2, 4]',
    (f) => crossEntropy(f([2, 3]), f([2, 4])),
  ],
  ['StatelessRandomNormal takes a seed int32[2], got int32[3]', (f) => randomNormal([2], f([3], 'int32'))],
  [
    'AssignVariableOp of float32[3] to variable w, which is float32[2]',
    (f, graph) => assign(variable(graph, 'w', [2]), f([3])),
  ],
  [
    'ResourceScatterUpdate of float32[1, 3] into rows of variable w, which is float32[4, 2]',
    (f, graph) => assignRows(variable(graph, 'w', [4, 2]), f([1], 'int32'), f([1, 3])),
  ],
  [
    'ResourceGather of float32[4, 2] by float32[1]: rows must be int32[n]',
    (f, graph) => gatherRows(variable(graph, 'w', [4, 2]), f([1])),
  ],
  ['cannot differentiate float32[2]: a loss must be a scalar', (f) => computeGradients(f([2]), [])],
  [
    'two nodes of the graph are named twice',
    (_, graph) => [1, 2].map(() => graph.placeholder('twice', [], 'bool')),
  ],
  ['input 1 of AddV2 belongs to another graph', (f) => add(f([]), new Graph().scalar(1))],
  [
    'a constant of shape [2, 2] needs 4 values or one, got 3',
    (_, graph) => graph.constant([1, 2, 3], [2, 2]),
  ],
];

describe('an op with invalid inputs', () => {
  test.each(ERRORS)('throws: %s', (message, build) => {
    const graph = new Graph();
    let count = 0;
    const createInput: CreateInput = (shape, dtype = 'float32') =>
      graph.placeholder(`p${count++}`, shape, dtype);
    expect(() => build(createInput, graph)).toThrow(message);
  });
});

describe('computeGradients', () => {
  const withRule = (rule: (dy: Tensor) => Tensor[]) => {
    const graph = new Graph();
    const x = graph.placeholder('x', [2], 'float32');
    const y = graph.add({
      op: 'Square',
      inputs: [x],
      attributes: { T: { type: 'float32' } },
      outputs: [{ shape: [2], dtype: 'float32' }],
      gradient: ([dy]) => (dy ? rule(dy) : []),
      name: 'square',
    }).outputs[0];
    return () => computeGradients(sum(y, [0]), [x]);
  };

  test('rejects a gradient that has another shape than the input', () => {
    expect(withRule((dy) => [sum(dy, [0])])).toThrow(
      'square: the gradient of Square for input 0 is float32[], but the input is float32[2]',
    );
  });

  test('rejects a product gradient that has another shape than the input', () => {
    const graph = new Graph();
    const x = graph.placeholder('x', [2, 3], 'float32');
    const y = customGradient(sum(x, [0, 1]), [x], ([dy]) => [
      dy && { left: graph.constant([0], [5, 2]), right: graph.constant([0], [5, 4]) },
    ]);
    expect(() => computeGradients(y, [x])).toThrow(
      /the gradient of Identity for input 0 is float32\[2, 4\], but the input is float32\[2, 3\]/,
    );
  });

  test('rejects a rule that returns too many gradients', () => {
    expect(withRule((dy) => [dy, dy])).toThrow('the gradient rule of Square returned 2 values for 1 inputs');
  });
});
