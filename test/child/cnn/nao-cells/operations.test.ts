import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { buildOp } from '../../../../src/child/cnn/nao-cells/operations';
import { batchNorm } from '../../../../src/graph/ops';
import { countElements } from '../../../../src/graph/tensor';
import { loadTensorFlow } from '../../../../src/native/load';
import { CELL_OPS, type CellOp } from '../../../../src/space/cnn/ops';
import { compute, expectClose, floats } from '../../../support/graph/compiled';
import { numbers } from '../../../support/graph/numbers';

/* Every operation against the same written straight from its definition, with eager operations. */

type T4 = tfjs.Tensor4D;

const SHAPE = [2, 7, 6, 4] as const;
const CHANNELS = SHAPE[3];

describe.each([1, 2] as const)('with stride %i', (stride) => {
  test.each(Object.keys(CELL_OPS) as CellOp[])('operation %s equals its definition', (op) => {
    const { y } = compute([floats(SHAPE, numbers('x', countElements(SHAPE)))], ([x], graph) => ({
      y: buildOp(op, x, {
        name: 'op',
        stride,
        norm: batchNorm,
        parameters: {
          getWeights(name, specs) {
            return specs.map(({ shape }, i) =>
              graph.constant(numbers(`${name}/${i}`, countElements(shape)), shape),
            );
          },
        },
      }),
    }));
    const wanted = loadTensorFlow().tidy(() => {
      const tf = loadTensorFlow();
      const x = tf.tensor4d(numbers('x', countElements(SHAPE)), [...SHAPE]);
      return Array.from(eager(op, x, stride).dataSync());
    });
    expectClose(y, wanted, 1e-4);
  });
});

function eager(op: CellOp, x: T4, stride: 1 | 2): T4 {
  const tf = loadTensorFlow();
  switch (op) {
    case 'identity':
      return stride === 1 ? x : halved(x);
    case 'avg2':
    case 'avg3':
    case 'avg5':
      return tf.avgPool(x, Number(op.at(-1)), stride, 'same');
    case 'max2':
    case 'max3':
      return tf.maxPool(x, Number(op.at(-1)), stride, 'same');
    case 'conv1':
    case 'conv2':
    case 'conv3':
      return convolved(x, 'op/convolution', Number(op.at(-1)), Number(op.at(-1)), [stride, stride]);
    case 'conv1x3':
    case 'conv1x7': {
      const side = Number(op.at(-1));
      const across = convolved(x, 'op/row', 1, side, [1, stride]);
      return convolved(across, 'op/column', side, 1, [stride, 1]);
    }
    case 'sep1':
    case 'sep2':
    case 'sep3':
    case 'sep5':
      return separated(x, Number(op.at(-1)), stride);
  }
}

/** Returns a parameter by its name and index. */
function parameter(name: string, place: number, shape: number[]): tfjs.Tensor {
  return loadTensorFlow().tensor(numbers(`${name}/${place}`, countElements(shape)), shape);
}

function normed(x: T4, name: string, place: number): T4 {
  const tf = loadTensorFlow();
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const [gamma, beta] = [0, 1].map((i) => parameter(name, place + i, [CHANNELS]));
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normal, gamma), beta);
}

function convolved(x: T4, name: string, height: number, width: number, strides: [number, number]): T4 {
  const tf = loadTensorFlow();
  const filter = parameter(name, 0, [height, width, CHANNELS, CHANNELS]) as T4;
  return normed(tf.conv2d(tf.relu(x), filter, strides, 'same'), name, 1);
}

function separated(x: T4, side: number, stride: 1 | 2): T4 {
  const tf = loadTensorFlow();
  const name = 'op/separable';
  return [0, 1].reduce((input: T4, turn) => {
    const kernel = parameter(name, 6 + turn, [side, side, CHANNELS, 1]) as T4;
    const filter = parameter(name, 3 * turn, [1, 1, CHANNELS, CHANNELS]) as T4;
    const deep = tf.depthwiseConv2d(tf.relu(input), kernel, turn === 0 ? stride : 1, 'same');
    return normed(tf.conv2d(deep, filter, 1, 'same'), name, 3 * turn + 1);
  }, x);
}

/** Returns the even pixels, and their lower right neighbors, zero beyond the edge. */
function halved(x: T4): T4 {
  const tf = loadTensorFlow();
  const name = 'op/reduction';
  const positive = tf.relu(x);
  const [batch, height, width, channels] = SHAPE;
  const moved = tf
    .pad(positive, [
      [0, 0],
      [0, 1],
      [0, 1],
      [0, 0],
    ])
    .slice([0, 1, 1, 0], [batch, height, width, channels]);
  const halves = [positive, moved].map((each, i) =>
    tf.conv2d(each, parameter(name, i, [1, 1, CHANNELS, CHANNELS / 2]) as T4, 2, 'valid'),
  );
  return normed(tf.concat(halves, 3), name, 2);
}
