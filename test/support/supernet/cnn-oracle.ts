import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { loadTensorFlow } from '../../../src/native/load';
import { CNN_OPS, type CnnOp } from '../../../src/space/cnn/ops';
import type { Architecture } from '../../../src/space/space';
import type { CnnSupernetSpec } from '../../../supernet/cnn/graph';

/*
 * The network of one architecture, implemented from its definition with eager operations. The supernet must give the same
 * results when routed to the architecture. Shares no code with src/graph, src/layers or supernet.
 */

type T1 = tfjs.Tensor1D;
type T4 = tfjs.Tensor4D;

/** Returns the parameters of a name, as a flat row. */
export type Parameters = (name: string) => T1;

export interface FixedLogits {
  /** [batch, classes] */
  readonly main: tfjs.Tensor2D;
  readonly auxiliary: tfjs.Tensor2D | null;
}

/** Batch norm of x with gamma and beta. */
export type Norm = (x: T4, gamma: tfjs.Tensor, beta: tfjs.Tensor) => T4;

/** Applies batch norm with the mean and (population) variance of the batch. */
export function normByBatch(x: T4, gamma: tfjs.Tensor, beta: tfjs.Tensor): T4 {
  const tf = loadTensorFlow();
  const mean = tf.mean(x, [0, 1, 2], true);
  const away = tf.sub(x, mean);
  const variance = tf.mean(tf.square(away), [0, 1, 2], true);
  return tf.add(tf.mul(tf.mul(away, tf.rsqrt(tf.add(variance, 1e-5))), gamma), beta);
}

/** @param images [batch, height, width, channels], normalized */
export function fixedNetwork(
  spec: CnnSupernetSpec,
  architecture: Architecture,
  parameters: Parameters,
  images: T4,
  norm: Norm = normByBatch,
): FixedLogits {
  const tf = loadTensorFlow();
  const half = architecture.length / 2;
  const cells = { normal: architecture.slice(0, half), reduction: architecture.slice(half) };
  const reductionsAt = [spec.cellsPerStack, 2 * spec.cellsPerStack + 1];

  const stem = take(
    'stem',
    [3, 3, spec.imageChannels, 3 * spec.channels],
    [3 * spec.channels],
    [3 * spec.channels],
  );
  let before = norm(tf.conv2d(images, stem[0] as T4, 1, 'same'), stem[1], stem[2]);
  let last = before;
  let channels = spec.channels;
  let auxiliary: tfjs.Tensor2D | null = null;
  for (let i = 0; i < 3 * spec.cellsPerStack + 2; i++) {
    const kind = reductionsAt.includes(i) ? 'reduction' : 'normal';
    if (kind === 'reduction') channels *= 2;
    const output = cell(`cell${i}`, kind, channels);
    before = last;
    last = output;
    if (i === reductionsAt[1] && spec.auxiliaryHead) auxiliary = auxiliaryHead(output);
  }
  const features = tf.mean<tfjs.Tensor2D>(tf.relu(last), [1, 2]);
  return { main: linear('classifier', features), auxiliary };

  function cell(name: string, kind: 'normal' | 'reduction', width: number): T4 {
    const integers = cells[kind];
    const states = [before, last].map((x, i): T4 => {
      if (x.shape[1] !== last.shape[1]) return halve(`${name}/input${i}`, x, width);
      if (x.shape[3] === width) return x;
      const [filter, gamma, beta] = take(`${name}/input${i}`, [1, 1, x.shape[3], width], [width], [width]);
      return norm(tf.conv2d(tf.relu(x), filter as T4, 1, 'same'), gamma, beta);
    });
    const read = new Set<number>();
    for (let node = 0; node < spec.space.nodes; node++) {
      const branches = [0, 1].map((side) => {
        const input = integers[4 * node + 2 * side];
        const op = CNN_OPS[integers[4 * node + 2 * side + 1]];
        read.add(input);
        const stride = kind === 'reduction' && input < 2 ? 2 : 1;
        return branch(`${name}/${node}/${side}`, states[input], op, stride, width);
      });
      states.push(tf.add(branches[0], branches[1]));
    }
    const loose = states.map((_, state) => state).filter((state) => !read.has(state));
    const terms = loose.map((state): T4 => {
      const [filter] = take(`${name}/output${state}`, [1, 1, width, width]);
      const halved = kind === 'reduction' && state < 2;
      const x = halved ? halve(`${name}/loose${state}`, states[state], width) : states[state];
      return tf.conv2d(tf.relu(x), filter as T4, 1, 'same');
    });
    const [gamma, beta] = take(`${name}/output`, [width], [width]);
    return norm(tf.addN(terms), gamma, beta);
  }

  function branch(name: string, x: T4, op: CnnOp, stride: 1 | 2, width: number): T4 {
    switch (op) {
      case 'sep3':
      case 'sep5':
        return separableTwice(`${name}/separable`, x, op === 'sep3' ? 3 : 5, stride, width);
      case 'avg3':
        return tf.avgPool(x, 3, stride, 'same');
      case 'max3':
        return tf.maxPool(x, 3, stride, 'same');
      case 'identity':
        return stride === 1 ? x : halve(`${name}/reduction`, x, width);
    }
  }

  /** The row contains both pointwise filters and norms, then both depthwise filters, with space for those of 5x5. */
  function separableTwice(name: string, x: T4, side: number, stride: 1 | 2, width: number): T4 {
    const depthwise = [side, side, width, 1];
    const pointwise = [1, 1, width, width];
    const [p1, gamma1, beta1, p2, gamma2, beta2, d1, d2] = take(
      name,
      pointwise,
      [width],
      [width],
      pointwise,
      [width],
      [width],
      depthwise,
      depthwise,
    );
    const first = tf.depthwiseConv2d(tf.relu(x), d1 as T4, stride, 'same');
    const once = norm(tf.conv2d(first, p1 as T4, 1, 'same'), gamma1, beta1);
    const second = tf.depthwiseConv2d(tf.relu(once), d2 as T4, 1, 'same');
    return norm(tf.conv2d(second, p2 as T4, 1, 'same'), gamma2, beta2);
  }

  /** Factorized reduction: even pixels, and the pixels to the lower right of them, zero beyond the edge. */
  function halve(name: string, x: T4, outputs: number): T4 {
    const [batch, height, width, inputs] = x.shape;
    const half = Math.floor(outputs / 2);
    const [even, odd, gamma, beta] = take(
      name,
      [1, 1, inputs, half],
      [1, 1, inputs, outputs - half],
      [outputs],
      [outputs],
    );
    const positive = tf.relu(x);
    const moved = tf
      .pad(positive, [
        [0, 0],
        [0, 1],
        [0, 1],
        [0, 0],
      ])
      .slice([0, 1, 1, 0], [batch, height, width, inputs]);
    // oneDNN's gradient of a 1x1 filter with stride 2 is wrong in some shapes on processors with AVX2.
    const everyOther = (images: T4): T4 => tf.avgPool(images, 1, 2, 'valid');
    const halves = [
      tf.conv2d(everyOther(positive), even as T4, 1, 'valid'),
      tf.conv2d(everyOther(moved), odd as T4, 1, 'valid'),
    ];
    return norm(tf.concat(halves, 3), gamma, beta);
  }

  function auxiliaryHead(x: T4): tfjs.Tensor2D {
    const side = Math.min(5, x.shape[1], x.shape[2]);
    const pooled = tf.avgPool(tf.relu(x), side, 3, 'valid');
    const [, height, width, inputs] = pooled.shape;
    const [f1, gamma1, beta1, f2, gamma2, beta2] = take(
      'auxiliary',
      [1, 1, inputs, 128],
      [128],
      [128],
      [height, width, 128, 768],
      [768],
      [768],
    );
    const narrow = tf.relu(norm(tf.conv2d(pooled, f1 as T4, 1, 'same'), gamma1, beta1));
    const wide = tf.relu(norm(tf.conv2d(narrow, f2 as T4, 1, 'valid'), gamma2, beta2));
    return linear('auxiliary classifier', tf.squeeze(wide, [1, 2]));
  }

  function linear(name: string, x: tfjs.Tensor2D): tfjs.Tensor2D {
    const [filter, bias] = take(name, [x.shape[1], spec.classes], [spec.classes]);
    return tf.add(tf.matMul(x, filter as tfjs.Tensor2D), bias);
  }

  function take(name: string, ...shapes: number[][]): tfjs.Tensor[] {
    return splitRow(parameters(name), shapes);
  }
}

/** Returns the first parameters of a row, in consecutive shapes. */
export function splitRow(row: T1, shapes: readonly number[][]): tfjs.Tensor[] {
  const tf = loadTensorFlow();
  let start = 0;
  return shapes.map((shape) => {
    const length = shape.reduce((product, side) => product * side, 1);
    start += length;
    return tf.reshape(tf.slice(row, [start - length], [length]), shape);
  });
}

/** Returns the cross-entropy of each image, [batch], with label smoothing. */
export function losses(logits: tfjs.Tensor2D, labels: Int32Array, smoothing: number): tfjs.Tensor1D {
  const tf = loadTensorFlow();
  const classes = logits.shape[1];
  const target = tf.add(
    tf.mul(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 1 - smoothing),
    smoothing / classes,
  );
  return tf.neg(tf.sum<tfjs.Tensor1D>(tf.mul(target, tf.logSoftmax(logits)), 1));
}

/** Returns images by index, normalized like in the supernet: [batch, height, width, channels]. */
export function normalizedImages(spec: CnnSupernetSpec, pixels: Uint8Array, indices: Int32Array): T4 {
  const { height, width, imageChannels: channels, statistics } = spec;
  const length = height * width * channels;
  const values = Array.from(indices).flatMap((image) =>
    Array.from(pixels.slice(image * length, (image + 1) * length), (value, i) => {
      const channel = i % channels;
      return (value / 255 - statistics.mean[channel]) / statistics.std[channel];
    }),
  );
  return loadTensorFlow().tensor4d(values, [indices.length, height, width, channels]);
}
