import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { add, addAll, addGradients } from '../../../src/graph/ops/add';
import { argMax } from '../../../src/graph/ops/arg-max';
import { batchMatmul } from '../../../src/graph/ops/batch-matmul';
import { batchNorm, batchNormInference, batchNormWithStatistics } from '../../../src/graph/ops/batch-norm';
import { bitcastToUint8 } from '../../../src/graph/ops/bitcast';
import { broadcastTo, sum, unbroadcast } from '../../../src/graph/ops/broadcast';
import { cast } from '../../../src/graph/ops/cast';
import { equal, greaterEqual, less } from '../../../src/graph/ops/compare';
import { concat, split } from '../../../src/graph/ops/concat';
import { conv2d } from '../../../src/graph/ops/conv2d';
import { crossEntropy, sparseCrossEntropy } from '../../../src/graph/ops/cross-entropy';
import { customGradient } from '../../../src/graph/ops/custom-gradient';
import { depthwiseConv2d } from '../../../src/graph/ops/depthwise-conv2d';
import { div } from '../../../src/graph/ops/div';
import { gather } from '../../../src/graph/ops/gather';
import { identity } from '../../../src/graph/ops/identity';
import { l2Loss } from '../../../src/graph/ops/l2-loss';
import { logicalAnd, logicalNot, logicalOr } from '../../../src/graph/ops/logical';
import { matmul } from '../../../src/graph/ops/matmul';
import { max } from '../../../src/graph/ops/max';
import { mean } from '../../../src/graph/ops/mean';
import { maximum, minimum } from '../../../src/graph/ops/min-max';
import { mul, scale } from '../../../src/graph/ops/mul';
import { neg } from '../../../src/graph/ops/neg';
import { oneHot } from '../../../src/graph/ops/one-hot';
import { pad, slice } from '../../../src/graph/ops/pad';
import { averagePool, maxPool } from '../../../src/graph/ops/pool';
import { reshape } from '../../../src/graph/ops/reshape';
import { select } from '../../../src/graph/ops/select';
import { logSoftmax, softmax } from '../../../src/graph/ops/softmax';
import { stack, unstack } from '../../../src/graph/ops/stack';
import { sub } from '../../../src/graph/ops/sub';
import { transpose } from '../../../src/graph/ops/transpose';
import { exp, floor, log, relu, rsqrt, sigmoid, sqrt, square, tanh } from '../../../src/graph/ops/unary';
import { unsortedSegmentSum } from '../../../src/graph/ops/unsorted-segment-sum';
import { booleans, floats, integers } from '../../support/graph/compiled';
import { apart, type OpCase, spread } from '../../support/graph/op-case';

type Images = tfjs.Tensor4D;

const row = floats([4], [-1.5, -0.25, 0.5, 2]);
const positives = floats([4], [1, 1.5625, 2.25, 4]);
const matrix = spread([2, 3], 3);
const images = spread([2, 5, 6, 3], 5);

/** The ops, a few lines each. Inputs of `expected` results are small enough to follow by hand. */
export const CASES: readonly OpCase[] = [
  {
    title: 'adds',
    covers: 'add.add',
    inputs: [floats([2], [1, 2]), floats([2], [10, 20])],
    build: ([a, b]) => add(a, b),
    eager: (tf, [a, b]) => tf.add(a, b),
    expected: [11, 22],
  },
  {
    title: 'adds a row to each row and a column to each column',
    covers: 'add.add',
    inputs: [spread([2, 1, 3], 1), spread([4, 1], 2)],
    build: ([a, b]) => add(a, b),
    eager: (tf, [a, b]) => tf.add(a, b),
  },
  {
    title: 'adds integers',
    covers: 'add.add',
    inputs: [integers([2], [1, 2]), integers([], [5])],
    build: ([a, b]) => add(a, b),
    expected: [6, 7],
  },
  {
    title: 'adds two gradients',
    covers: 'add.addGradients',
    inputs: [floats([2], [1, 2]), floats([2], [3, 5])],
    build: ([a, b]) => addGradients(a, b),
    eager: (tf, [a, b]) => tf.add(a, b),
    expected: [4, 7],
  },
  {
    title: 'adds many',
    covers: 'add.addAll',
    inputs: [spread([3], 1), spread([3], 2), spread([3], 3), spread([3], 4)],
    build: (all) => addAll(all),
    eager: (tf, all) => tf.addN(all),
  },
  {
    title: 'subtracts, broadcast on both sides',
    covers: 'sub.sub',
    inputs: [spread([3, 1], 1), spread([2, 1, 4], 2)],
    build: ([a, b]) => sub(a, b),
    eager: (tf, [a, b]) => tf.sub(a, b),
  },
  {
    title: 'subtracts',
    covers: 'sub.sub',
    inputs: [floats([2], [1, 2]), floats([], [5])],
    build: ([a, b]) => sub(a, b),
    expected: [-4, -3],
  },
  {
    title: 'multiplies',
    covers: 'mul.mul',
    inputs: [floats([2], [3, -2]), floats([2], [4, 5])],
    build: ([a, b]) => mul(a, b),
    eager: (tf, [a, b]) => tf.mul(a, b),
    expected: [12, -10],
  },
  {
    title: 'multiplies, broadcast on both sides',
    covers: 'mul.mul',
    inputs: [spread([3, 1], 1), spread([2, 1, 4], 2)],
    build: ([a, b]) => mul(a, b),
    eager: (tf, [a, b]) => tf.mul(a, b),
  },
  {
    title: 'multiplies a tensor with itself',
    covers: 'mul.mul',
    inputs: [row],
    build: ([x]) => mul(x, x),
    eager: (tf, [x]) => tf.square(x),
  },
  {
    title: 'scales',
    covers: 'mul.scale',
    inputs: [row],
    build: ([x]) => scale(x, -2),
    eager: (tf, [x]) => tf.mul(x, -2),
    expected: [3, 0.5, -1, -4],
  },
  {
    title: 'divides, broadcast on both sides',
    covers: 'div.div',
    inputs: [spread([3, 1], 1), spread([2, 1, 4], 2, 0.8, 2)],
    build: ([a, b]) => div(a, b),
    eager: (tf, [a, b]) => tf.div(a, b),
  },
  {
    title: 'divides',
    covers: 'div.div',
    inputs: [floats([3], [1, -3, 0]), floats([3], [4, 2, 5])],
    build: ([a, b]) => div(a, b),
    expected: [0.25, -1.5, 0],
  },
  {
    title: 'negates',
    covers: 'neg.neg',
    inputs: [row],
    build: ([x]) => neg(x),
    eager: (tf, [x]) => tf.neg(x),
    expected: [1.5, 0.25, -0.5, -2],
  },
  {
    title: 'takes the larger',
    covers: 'min-max.maximum',
    inputs: [floats([2, 2], [1, 5, -3, 2]), floats([2], [2, 4])],
    build: ([a, b]) => maximum(a, b),
    // tfjs breaks on the gradient of its own operand that is broadcast here.
    eager: (tf, [a, b]) => tf.maximum(a, tf.tile(tf.reshape(b, [1, 2]), [2, 1])),
    expected: [2, 5, 2, 4],
  },
  {
    title: 'takes the smaller',
    covers: 'min-max.minimum',
    inputs: [floats([2, 2], [1, 5, -3, 2]), floats([2], [2, 4])],
    build: ([a, b]) => minimum(a, b),
    // tfjs breaks on the gradient of its own operand that is broadcast here.
    eager: (tf, [a, b]) => tf.minimum(a, tf.tile(tf.reshape(b, [1, 2]), [2, 1])),
    expected: [1, 4, -3, 2],
  },
  {
    title: 'squares',
    covers: 'unary.square',
    inputs: [row],
    build: ([x]) => square(x),
    eager: (tf, [x]) => tf.square(x),
    expected: [2.25, 0.0625, 0.25, 4],
  },
  {
    title: 'takes the square root',
    covers: 'unary.sqrt',
    inputs: [positives],
    build: ([x]) => sqrt(x),
    eager: (tf, [x]) => tf.sqrt(x),
    expected: [1, 1.25, 1.5, 2],
  },
  {
    title: 'takes one over the square root',
    covers: 'unary.rsqrt',
    inputs: [floats([3], [0.5, 1, 4])],
    build: ([x]) => rsqrt(x),
    eager: (tf, [x]) => tf.rsqrt(x),
    expected: [Math.SQRT2, 1, 0.5],
  },
  {
    title: 'exponentiates',
    covers: 'unary.exp',
    inputs: [row],
    build: ([x]) => exp(x),
    eager: (tf, [x]) => tf.exp(x),
    expected: row.values.map(Math.exp),
  },
  {
    title: 'takes the logarithm',
    covers: 'unary.log',
    inputs: [floats([3], [0.5, 1, 4])],
    build: ([x]) => log(x),
    eager: (tf, [x]) => tf.log(x),
    expected: [-Math.LN2, 0, 2 * Math.LN2],
  },
  {
    title: 'cuts off at zero',
    covers: 'unary.relu',
    inputs: [row],
    build: ([x]) => relu(x),
    eager: (tf, [x]) => tf.relu(x),
    expected: [0, 0, 0.5, 2],
  },
  {
    title: 'takes the hyperbolic tangent',
    covers: 'unary.tanh',
    inputs: [row],
    build: ([x]) => tanh(x),
    eager: (tf, [x]) => tf.tanh(x),
    expected: row.values.map(Math.tanh),
  },
  {
    title: 'takes the logistic function',
    covers: 'unary.sigmoid',
    inputs: [row],
    build: ([x]) => sigmoid(x),
    eager: (tf, [x]) => tf.sigmoid(x),
    expected: row.values.map((x) => 1 / (1 + Math.exp(-x))),
  },
  {
    title: 'rounds down',
    covers: 'unary.floor',
    inputs: [row],
    build: ([x]) => floor(x),
    expected: [-2, -1, 0, 2],
    gradient: 'flat',
  },
  {
    title: 'says where elements are equal',
    covers: 'compare.equal',
    inputs: [integers([3], [1, 2, 3]), integers([], [2])],
    build: ([a, b]) => equal(a, b),
    expected: [0, 1, 0],
  },
  {
    title: 'says where elements are less',
    covers: 'compare.less',
    inputs: [floats([3], [1, 2, 3]), floats([], [2])],
    build: ([a, b]) => less(a, b),
    expected: [1, 0, 0],
    gradient: 'flat',
  },
  {
    title: 'says where elements are greater or equal',
    covers: 'compare.greaterEqual',
    inputs: [floats([3], [1, 2, 3]), floats([], [2])],
    build: ([a, b]) => greaterEqual(a, b),
    expected: [0, 1, 1],
    gradient: 'flat',
  },
  ...[0, 1, 2, 3].flatMap((bits): OpCase[] => {
    const inputs = [booleans([], [bits & 1]), booleans([], [bits >> 1])];
    return [
      {
        title: `ands ${bits & 1} and ${bits >> 1}`,
        covers: 'logical.logicalAnd',
        inputs,
        build: ([a, b]) => logicalAnd(a, b),
        expected: [bits === 3 ? 1 : 0],
      },
      {
        title: `ors ${bits & 1} and ${bits >> 1}`,
        covers: 'logical.logicalOr',
        inputs,
        build: ([a, b]) => logicalOr(a, b),
        expected: [bits > 0 ? 1 : 0],
      },
    ];
  }),
  {
    title: 'negates a boolean',
    covers: 'logical.logicalNot',
    inputs: [booleans([], [1])],
    build: ([a]) => logicalNot(a),
    expected: [0],
  },
  {
    title: 'selects',
    covers: 'select.select',
    inputs: [booleans([3], [1, 0, 1]), floats([3], [1, 2, 3]), floats([3], [-1, -2, -3])],
    build: ([condition, a, b]) => select(condition, a, b),
    eager: (tf, [condition, a, b]) => tf.where(condition, a, b),
    expected: [1, -2, 3],
  },
  {
    title: 'casts numbers to floats',
    covers: 'cast.cast',
    inputs: [integers([3], [-1, 0, 7])],
    build: ([x]) => cast(x, 'float32'),
    expected: [-1, 0, 7],
  },
  {
    title: 'casts booleans to floats',
    covers: 'cast.cast',
    inputs: [booleans([2], [1, 0])],
    build: ([x]) => cast(x, 'float32'),
    expected: [1, 0],
  },
  {
    title: 'casts floats to integers, towards zero',
    covers: 'cast.cast',
    inputs: [row],
    build: ([x]) => cast(x, 'int32'),
    expected: [-1, 0, 0, 2],
    gradient: 'flat',
  },
  {
    title: 'takes integers apart into their bytes, the lowest first',
    covers: 'bitcast.bitcastToUint8',
    inputs: [integers([2], [258, -1])],
    build: ([x]) => cast(bitcastToUint8(x), 'int32'),
    expected: [2, 1, 0, 0, 255, 255, 255, 255],
  },
  {
    title: 'passes on',
    covers: 'identity.identity',
    inputs: [row],
    build: ([x]) => identity(x),
    eager: (tf, [x]) => tf.clone(x),
    expected: row.values,
  },
  {
    title: 'halves the sum of squares',
    covers: 'l2-loss.l2Loss',
    inputs: [floats([2, 2], [1, 2, 3, -4])],
    build: ([x]) => l2Loss(x),
    eager: (tf, [x]) => tf.mul(tf.sum(tf.square(x)), 0.5),
    expected: [15],
  },
  ...[
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ].flatMap(([left, right]): OpCase[] => [
    {
      title: `multiplies matrices${left ? ', the left transposed' : ''}${right ? ', the right transposed' : ''}`,
      covers: 'matmul.matmul',
      inputs: [spread(left ? [3, 2] : [2, 3], 1), spread(right ? [4, 3] : [3, 4], 2)],
      build: ([a, b]) => matmul(a, b, left, right),
      eager: (tf, [a, b]) => tf.matMul(a, b, left, right),
    },
    {
      title: `multiplies stacks of matrices${left ? ', left transposed' : ''}${right ? ', right transposed' : ''}`,
      covers: 'batch-matmul.batchMatmul',
      inputs: [spread(left ? [5, 3, 2] : [5, 2, 3], 1), spread(right ? [5, 4, 3] : [5, 3, 4], 2)],
      build: ([a, b]) => batchMatmul(a, b, left, right),
      eager: (tf, [a, b]) => tf.matMul(a, b, left, right),
    },
  ]),
  {
    title: 'multiplies a matrix by a vector',
    covers: 'matmul.matmul',
    inputs: [floats([2, 2], [1, 2, 3, 4]), floats([2, 1], [10, 100])],
    build: ([a, b]) => matmul(a, b),
    expected: [210, 430],
  },
  {
    title: 'multiplies two pairs of matrices',
    covers: 'batch-matmul.batchMatmul',
    inputs: [floats([2, 1, 2], [1, 2, 3, 4]), floats([2, 2, 1], [1, 10, 100, 1000])],
    build: ([a, b]) => batchMatmul(a, b),
    expected: [21, 4300],
  },
  {
    title: 'sums over the first and the last axis',
    covers: 'broadcast.sum',
    inputs: [floats([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])],
    build: ([x]) => sum(x, [0, 2]),
    eager: (tf, [x]) => tf.sum(x, [0, 2]),
    expected: [14, 22],
  },
  {
    title: 'sums everything',
    covers: 'broadcast.sum',
    inputs: [matrix],
    build: ([x]) => sum(x, [0, 1]),
    eager: (tf, [x]) => tf.sum(x),
  },
  {
    title: 'repeats along axes of one',
    covers: 'broadcast.broadcastTo',
    inputs: [floats([2, 1], [1, 2])],
    build: ([x]) => broadcastTo(x, [2, 3]),
    eager: (tf, [x]) => tf.tile(x, [1, 3]),
    expected: [1, 1, 1, 2, 2, 2],
  },
  {
    title: 'sums what was repeated',
    covers: 'broadcast.unbroadcast',
    inputs: [floats([2, 2, 3], [1, 2, 3, 4, 5, 6, 1, 0, 0, 0, 1, 2])],
    build: ([x]) => unbroadcast(x, [2, 1]),
    eager: (tf, [x]) => tf.sum(x, [0, 2]).reshape([2, 1]),
    expected: [7, 18],
  },
  {
    title: 'averages over the first axis',
    covers: 'mean.mean',
    inputs: [floats([2, 2], [1, 2, 5, 10])],
    build: ([x]) => mean(x, [0]),
    eager: (tf, [x]) => tf.mean(x, 0),
    expected: [3, 6],
  },
  {
    title: 'averages over height and width',
    covers: 'mean.mean',
    inputs: [images],
    build: ([x]) => mean(x, [1, 2]),
    eager: (tf, [x]) => tf.mean(x, [1, 2]),
  },
  {
    title: 'takes the largest along an axis',
    covers: 'max.max',
    inputs: [apart([3, 4], 2)],
    build: ([x]) => max(x, [1]),
    eager: (tf, [x]) => tf.max(x, 1),
  },
  {
    title: 'takes the largest of all',
    covers: 'max.max',
    inputs: [floats([2, 2], [1, -2, 7, 3])],
    build: ([x]) => max(x, [0, 1]),
    expected: [7],
  },
  {
    title: 'finds the largest, the first of several',
    covers: 'arg-max.argMax',
    inputs: [floats([3, 3], [1, 2, 0, 5, 5, 5, 0, 1, 1])],
    build: ([x]) => argMax(x, 1),
    expected: [1, 0, 1],
    gradient: 'flat',
  },
  {
    title: 'turns class numbers into rows',
    covers: 'one-hot.oneHot',
    inputs: [integers([2], [2, 0])],
    build: ([x]) => oneHot(x, 3),
    expected: [0, 0, 1, 1, 0, 0],
  },
  {
    title: 'smooths labels',
    covers: 'one-hot.oneHot',
    inputs: [integers([1], [1])],
    build: ([x]) => oneHot(x, 3, 0.75, 0.125),
    expected: [0.125, 0.75, 0.125],
  },
  {
    title: 'takes the softmax',
    covers: 'softmax.softmax',
    inputs: [spread([3, 4], 1, -2, 2)],
    build: ([x]) => softmax(x),
    eager: (tf, [x]) => tf.softmax(x),
  },
  {
    title: 'takes the softmax of large numbers',
    covers: 'softmax.softmax',
    inputs: [floats([1, 3], [1000, 1000, -1000])],
    build: ([x]) => softmax(x),
    expected: [0.5, 0.5, 0],
  },
  {
    title: 'takes the logarithm of the softmax',
    covers: 'softmax.logSoftmax',
    inputs: [spread([2, 2, 4], 1, -2, 2)],
    build: ([x]) => logSoftmax(x),
    eager: (tf, [x]) => tf.logSoftmax(x),
  },
  {
    title: 'takes the logarithm of a softmax by hand',
    covers: 'softmax.logSoftmax',
    inputs: [floats([1, 2], [0, Math.fround(Math.log(3))])],
    build: ([x]) => logSoftmax(x),
    expected: [-Math.log(4), Math.log(0.75)],
  },
  {
    title: 'scores logits against class numbers',
    covers: 'cross-entropy.sparseCrossEntropy',
    inputs: [spread([3, 4], 1, -2, 2), integers([3], [0, 3, 1])],
    build: ([logits, labels]) => sparseCrossEntropy(logits, labels),
    eager: (tf, [logits, labels]) =>
      tf.neg(tf.sum(tf.mul(tf.oneHot(labels.toInt(), 4), tf.logSoftmax(logits)), 1)),
  },
  {
    title: 'scores equal logits',
    covers: 'cross-entropy.sparseCrossEntropy',
    inputs: [floats([1, 4], [5, 5, 5, 5]), integers([1], [2])],
    build: ([logits, labels]) => sparseCrossEntropy(logits, labels),
    expected: [Math.log(4)],
  },
  {
    title: 'scores logits against distributions',
    covers: 'cross-entropy.crossEntropy',
    inputs: [spread([2, 3], 1, -2, 2)],
    build: ([logits], graph) => crossEntropy(logits, graph.constant([0.5, 0.25, 0.25, 0, 1, 0], [2, 3])),
    eager: (tf, [logits]) =>
      tf.neg(
        tf.sum(
          tf.mul(
            tf.tensor2d([
              [0.5, 0.25, 0.25],
              [0, 1, 0],
            ]),
            tf.logSoftmax(logits),
          ),
          1,
        ),
      ),
  },
  {
    title: 'changes the shape',
    covers: 'reshape.reshape',
    inputs: [matrix],
    build: ([x]) => reshape(x, [3, 1, 2]),
    eager: (tf, [x]) => tf.reshape(x, [3, 1, 2]),
    expected: matrix.values,
  },
  {
    title: 'changes the order of axes',
    covers: 'transpose.transpose',
    inputs: [spread([2, 3, 4], 1)],
    build: ([x]) => transpose(x, [2, 0, 1]),
    eager: (tf, [x]) => tf.transpose(x, [2, 0, 1]),
  },
  {
    title: 'transposes a matrix',
    covers: 'transpose.transpose',
    inputs: [floats([2, 3], [1, 2, 3, 4, 5, 6])],
    build: ([x]) => transpose(x, [1, 0]),
    expected: [1, 4, 2, 5, 3, 6],
  },
  {
    title: 'pads',
    covers: 'pad.pad',
    inputs: [floats([1, 2], [1, 2])],
    build: ([x]) =>
      pad(x, [
        [1, 0],
        [0, 2],
      ]),
    eager: (tf, [x]) =>
      tf.pad(x, [
        [1, 0],
        [0, 2],
      ]),
    expected: [0, 0, 0, 0, 1, 2, 0, 0],
  },
  {
    title: 'cuts out a part',
    covers: 'pad.slice',
    inputs: [floats([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])],
    build: ([x]) => slice(x, [1, 0], [2, 2]),
    eager: (tf, [x]) => tf.slice(x, [1, 0], [2, 2]),
    expected: [4, 5, 7, 8],
  },
  {
    title: 'joins along the last axis',
    covers: 'concat.concat',
    inputs: [floats([2, 1], [1, 2]), floats([2, 2], [3, 4, 5, 6]), floats([2, 1], [7, 8])],
    build: (parts) => concat(parts, 1),
    eager: (tf, parts) => tf.concat(parts, 1),
    expected: [1, 3, 4, 7, 2, 5, 6, 8],
  },
  {
    title: 'splits, all pieces used',
    covers: 'concat.split',
    inputs: [floats([2, 4], [1, 2, 3, 4, 5, 6, 7, 8])],
    build: ([x]) => {
      const [a, b] = split(x, [1, 3], 1);
      return mul(a, b);
    },
    eager: (tf, [x]) => {
      const [a, b] = tf.split(x, [1, 3], 1);
      return tf.mul(a, b);
    },
    expected: [2, 3, 4, 30, 35, 40],
  },
  {
    title: 'splits, one piece unused',
    covers: 'concat.split',
    inputs: [spread([6, 2], 1)],
    build: ([x]) => square(split(x, [1, 2, 3], 0)[1]),
    eager: (tf, [x]) => tf.square(tf.split(x, [1, 2, 3], 0)[1]),
  },
  {
    title: 'stacks',
    covers: 'stack.stack',
    inputs: [floats([2], [1, 2]), floats([2], [3, 4])],
    build: (slices) => stack(slices),
    eager: (tf, slices) => tf.stack(slices),
    expected: [1, 2, 3, 4],
  },
  {
    title: 'stacks along the last axis',
    covers: 'stack.stack',
    inputs: [floats([2], [1, 2]), floats([2], [3, 4])],
    build: (slices) => stack(slices, 1),
    eager: (tf, slices) => tf.stack(slices, 1),
    expected: [1, 3, 2, 4],
  },
  {
    title: 'unstacks along the last axis',
    covers: 'stack.unstack',
    inputs: [floats([2, 2], [1, 2, 3, 4])],
    build: ([x]) => {
      const [first, second] = unstack(x, 1);
      return mul(first, second);
    },
    eager: (tf, [x]) => {
      const [first, second] = tf.unstack(x, 1);
      return tf.mul(first, second);
    },
    expected: [2, 12],
  },
  {
    title: 'unstacks, one slice unused',
    covers: 'stack.unstack',
    inputs: [floats([3, 2], [1, 2, 3, 4, 5, 6])],
    build: ([x]) => {
      const [first, , last] = unstack(x);
      return mul(first, last);
    },
    eager: (tf, [x]) => {
      const [first, , last] = tf.unstack(x);
      return tf.mul(first, last);
    },
    expected: [5, 12],
  },
  {
    title: 'picks rows by index, one of them twice and one never',
    covers: 'gather.gather',
    inputs: [floats([3, 2], [1, 2, 3, 4, 5, 6]), integers([4], [2, 0, 2, 2])],
    build: ([x, indices]) => gather(x, indices, 0),
    eager: (tf, [x, indices]) => tf.gather(x, indices),
    expected: [5, 6, 1, 2, 5, 6, 5, 6],
  },
  {
    title: 'picks rows of rows by index',
    covers: 'gather.gather',
    inputs: [spread([4, 2, 3], 6), integers([3], [3, 1, 3])],
    build: ([x, indices]) => gather(x, indices, 0),
    eager: (tf, [x, indices]) => tf.gather(x, indices),
  },
  {
    title: 'picks rows by a table of indices',
    covers: 'gather.gather',
    inputs: [floats([3], [1, 2, 3]), integers([2, 2], [2, 0, 1, 1])],
    build: ([x, indices]) => gather(x, indices, 0),
    expected: [3, 1, 2, 2],
    gradient: 'missing',
  },
  {
    title: 'sums rows by number, zeros for a number without rows',
    covers: 'unsorted-segment-sum.unsortedSegmentSum',
    inputs: [floats([4, 2], [1, 10, 2, 20, 4, 40, 8, 80]), integers([4], [3, 0, 3, 1])],
    build: ([x, segments]) => unsortedSegmentSum(x, segments, 5),
    eager: (tf, [x, segments]) => tf.unsortedSegmentSum(x, segments as tfjs.Tensor1D, 5),
    expected: [2, 20, 8, 80, 0, 0, 5, 50, 0, 0],
    gradient: 'missing',
  },
  {
    title: 'sums numbers by number',
    covers: 'unsorted-segment-sum.unsortedSegmentSum',
    inputs: [floats([3], [1, 2, 4]), integers([3], [1, 1, 0])],
    build: ([x, segments]) => unsortedSegmentSum(x, segments, 2),
    expected: [4, 3],
    gradient: 'missing',
  },
  {
    title: 'takes the derivative by hand',
    covers: 'custom-gradient.customGradient',
    inputs: [row, spread([4], 8)],
    build: ([a, b]) =>
      customGradient(add(scale(a, 3), square(b)), [a, b], ([dy]) => [
        dy && scale(dy, 3),
        dy && mul(dy, scale(b, 2)),
      ]),
    eager: (tf, [a, b]) => tf.add(tf.mul(a, 3), tf.square(b)),
  },
  {
    title: 'picks columns by index',
    covers: 'gather.gather',
    inputs: [floats([2, 3], [1, 2, 3, 4, 5, 6]), integers([2], [2, 0])],
    build: ([x, indices]) => gather(x, indices, 1),
    expected: [3, 1, 6, 4],
    gradient: 'missing',
  },
  {
    title: 'picks of each row by its own index',
    covers: 'gather.gather',
    inputs: [floats([2, 3], [1, 2, 3, 4, 5, 6]), integers([2, 1], [2, 0])],
    build: ([x, indices]) => gather(x, indices, 1, 1),
    expected: [3, 4],
    gradient: 'missing',
  },
  ...[1, 2].flatMap((stride): OpCase[] => [
    {
      title: `convolves with stride ${stride}`,
      covers: 'conv2d.conv2d',
      inputs: [images, spread([3, 3, 3, 4], 7)],
      build: ([x, filter]) => conv2d(x, filter, stride),
      eager: (tf, [x, filter]) => tf.conv2d(x as Images, filter as Images, stride, 'same'),
    },
    {
      title: `convolves each channel with stride ${stride}`,
      covers: 'depthwise-conv2d.depthwiseConv2d',
      inputs: [images, spread([5, 5, 3, 1], 7)],
      build: ([x, filter]) => depthwiseConv2d(x, filter, stride),
      eager: (tf, [x, filter]) => tf.depthwiseConv2d(x as Images, filter as Images, stride, 'same'),
    },
    {
      title: `takes the largest of 3 by 3 with stride ${stride}`,
      covers: 'pool.maxPool',
      inputs: [apart([2, 5, 6, 3], 5)],
      build: ([x]) => maxPool(x, 3, stride),
      eager: (tf, [x]) => tf.maxPool(x as Images, 3, stride, 'same'),
    },
    {
      title: `averages 3 by 3 with stride ${stride}`,
      covers: 'pool.averagePool',
      inputs: [images],
      build: ([x]) => averagePool(x, 3, stride),
      eager: (tf, [x]) => tf.avgPool(x as Images, 3, stride, 'same'),
    },
  ]),
  ...(
    [
      [1, 2],
      [2, 1],
      [2, 3],
    ] as const
  ).map((stride): OpCase => ({
    title: `convolves by a window that is no square with strides ${stride.join(' and ')}`,
    covers: 'conv2d.conv2d',
    inputs: [images, spread([1, 3, 3, 4], 8)],
    build: ([x, filter]) => conv2d(x, filter, stride),
    eager: (tf, [x, filter]) => tf.conv2d(x as Images, filter as Images, [...stride], 'same'),
  })),
  {
    title: 'convolves by hand',
    covers: 'conv2d.conv2d',
    inputs: [floats([1, 2, 2, 1], [1, 2, 3, 4]), floats([3, 3, 1, 1], [0, 0, 0, 0, 1, 10, 0, 100, 1000])],
    build: ([x, filter]) => conv2d(x, filter),
    // each pixel + 10 * its right + 100 * its lower + 1000 * its lower right neighbor, zeros outside
    expected: [4321, 402, 43, 4],
  },
  ...[1, 2, 3].map((stride): OpCase => ({
    title: `averages windows that lie inside, with stride ${stride}`,
    covers: 'pool.averagePool',
    inputs: [images],
    build: ([x]) => averagePool(x, 2, stride, 'VALID'),
    eager: (tf, [x]) => tf.avgPool(x as Images, 2, stride, 'valid'),
  })),
  {
    title: 'averages without the padding',
    covers: 'pool.averagePool',
    inputs: [floats([1, 2, 2, 1], [1, 2, 3, 4])],
    build: ([x]) => averagePool(x, 3, 1),
    expected: [2.5, 2.5, 2.5, 2.5],
  },
  {
    title: 'normalizes by the batch',
    covers: 'batch-norm.batchNorm',
    inputs: [spread([3, 2, 2, 3], 2, -2, 2), spread([3], 3, 0.5, 1.5), spread([3], 4)],
    build: ([x, gamma, beta]) => batchNorm(x, gamma, beta, 1e-3),
    eager: (tf, [x, gamma, beta]) => {
      const { mean: center, variance } = tf.moments(x, [0, 1, 2]);
      const normal = tf.mul(tf.sub(x, center), tf.rsqrt(tf.add(variance, 1e-3)));
      return tf.add(tf.mul(normal, gamma), beta);
    },
  },
  {
    title: 'normalizes by the batch, whose statistics it gives besides',
    covers: 'batch-norm.batchNormWithStatistics',
    inputs: [floats([2, 1, 1, 1], [3, 7]), floats([1], [10]), floats([1], [1])],
    build: ([x, gamma, beta]) => batchNormWithStatistics(x, gamma, beta, 0).y,
    expected: [-9, 11],
    gradient: 'differences',
  },
  {
    title: 'normalizes by given statistics',
    covers: 'batch-norm.batchNormInference',
    inputs: [
      floats([1, 1, 2, 2], [1, 2, 5, 4]),
      floats([2], [10, 1]),
      floats([2], [0, 7]),
      floats([2], [3, 2]),
      floats([2], [4, 0.25]),
    ],
    build: ([x, gamma, beta, center, variance]) => batchNormInference(x, gamma, beta, center, variance, 0),
    expected: [-10, 7, 10, 11],
    gradient: 'missing',
  },
  {
    title: 'normalizes two numbers',
    covers: 'batch-norm.batchNorm',
    inputs: [floats([2, 1, 1, 1], [3, 7]), floats([1], [10]), floats([1], [1])],
    build: ([x, gamma, beta]) => batchNorm(x, gamma, beta, 0),
    expected: [-9, 11],
    // The result does not depend on x but by its sign: a slope of zero, checked by differences.
    gradient: 'differences',
  },
];
