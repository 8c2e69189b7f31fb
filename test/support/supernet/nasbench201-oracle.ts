import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { loadTensorFlow } from '../../../src/native/load';
import { EDGES, NASBENCH201_OPS } from '../../../src/space/nasbench201/cells';
import type { Architecture } from '../../../src/space/space';
import type { CnnSupernetSpec } from '../../../supernet/cnn/graph';
import { type Norm, type Parameters, splitRow } from './cnn-oracle';

type T4 = tfjs.Tensor4D;

/**
 * The network of one cell of NAS-Bench-201, implemented from its definition with eager operations. Shares no code with src/graph,
 * src/layers or supernet. All edges must lead to the output: the supernet has no weights for others. Returns its logits, [batch,
 * classes].
 *
 * @param images [batch, height, width, channels], normalized
 */
export function fixedNasBench201(
  spec: CnnSupernetSpec,
  architecture: Architecture,
  parameters: Parameters,
  images: T4,
  norm: Norm,
): tfjs.Tensor2D {
  const tf = loadTensorFlow();
  let channels = spec.channels;
  const [filter, gamma, beta] = take('stem', [3, 3, spec.imageChannels, channels], [channels], [channels]);
  let x = norm(tf.conv2d(images, filter as T4, 1, 'same'), gamma, beta);
  for (const stage of [0, 1, 2]) {
    if (stage > 0) x = residualBlock(`reduction${stage}`, x);
    for (let cell = 0; cell < spec.cellsPerStack; cell++) x = buildCell(`stage${stage}/cell${cell}`, x);
  }
  const [lastGamma, lastBeta] = take('last', [channels], [channels]);
  const features = tf.mean<tfjs.Tensor2D>(tf.relu(norm(x, lastGamma, lastBeta)), [1, 2]);
  const [weights, bias] = take('classifier', [channels, spec.classes], [spec.classes]);
  return tf.add(tf.matMul(features, weights as tfjs.Tensor2D), bias);

  function residualBlock(name: string, input: T4): T4 {
    const doubled = 2 * channels;
    const residual = conv(
      `${name}/second`,
      conv(`${name}/first`, input, [3, 3, channels, doubled], 2),
      [3, 3, doubled, doubled],
      1,
    );
    const [shortcut] = take(`${name}/shortcut`, [1, 1, channels, doubled]);
    channels = doubled;
    return tf.add(tf.conv2d(tf.avgPool(input, 2, 2, 'same'), shortcut as T4, 1, 'same'), residual);
  }

  function buildCell(name: string, input: T4): T4 {
    const nodes: T4[] = [input];
    for (const node of [1, 2, 3]) {
      let sum: T4 = tf.zerosLike(input);
      EDGES.forEach(({ from, to }, edge) => {
        if (to === node) sum = tf.add(sum, buildEdge(`${name}/${edge}`, architecture[edge], nodes[from]));
      });
      nodes.push(sum);
    }
    return nodes[3];
  }

  function buildEdge(name: string, op: number, input: T4): T4 {
    switch (NASBENCH201_OPS[op]) {
      case 'none':
        return tf.zerosLike(input);
      case 'skip_connect':
        return input;
      case 'nor_conv_1x1':
        return conv(`${name}/1x1`, input, [1, 1, channels, channels], 1);
      case 'nor_conv_3x3':
        return conv(`${name}/3x3`, input, [3, 3, channels, channels], 1);
      case 'avg_pool_3x3':
        return tf.avgPool(input, 3, 1, 'same');
    }
  }

  /** ReLU, convolution, batch norm. */
  function conv(name: string, input: T4, shape: number[], stride: number): T4 {
    const [kernel, scale, offset] = take(name, shape, [shape[3]], [shape[3]]);
    return norm(tf.conv2d(tf.relu(input), kernel as T4, stride, 'same'), scale, offset);
  }

  function take(name: string, ...shapes: number[][]): tfjs.Tensor[] {
    return splitRow(parameters(name), shapes);
  }
}
