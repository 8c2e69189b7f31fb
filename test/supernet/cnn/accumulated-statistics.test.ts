import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { Graph } from '../../../src/graph/graph';
import { groupNodes } from '../../../src/graph/group';
import {
  add,
  assign,
  bitcastToUint8,
  merge,
  readVariable,
  reshape,
  route,
  scale,
  variable,
} from '../../../src/graph/ops';
import type { Choice } from '../../../src/graph/tensor';
import { loadTensorFlow } from '../../../src/native/load';
import { createSpace } from '../../../src/space/registry';
import type { Architecture } from '../../../src/space/space';
import {
  AccumulatedStatistics,
  defineStatisticsSignatures,
} from '../../../supernet/cnn/accumulated-statistics';
import type { CnnSupernetSpec } from '../../../supernet/cnn/graph';
import { expectClose, withSession } from '../../support/graph/compiled';
import {
  labelsFor,
  type OpenedSupernet,
  pixelsFor,
  slice,
  TINY,
  withSupernet,
} from '../../support/supernet/cnn';
import {
  fixedNetwork,
  losses,
  type Norm,
  normalizedImages,
  normByBatch,
  type Parameters,
} from '../../support/supernet/cnn-oracle';
import { fixedNasBench201 } from '../../support/supernet/nasbench201-oracle';

describe('AccumulatedStatistics', () => {
  /* Images of one pixel and one channel with the values 0 to 7, normalized to themselves. */
  const spec = {
    ...TINY,
    images: 8,
    height: 1,
    width: 1,
    imageChannels: 1,
    statistics: { mean: [0], std: [1 / 255] },
    evalBatchSize: 4,
  };
  const batches = [Int32Array.of(0, 1, 2, 5), Int32Array.of(3, 4, 6, 7)];

  /** Returns the means of three layers, then the variances. The second layer is dead in case 0, the third one in case 1. */
  function compute(chosen: 0 | 1, firstCase: 0 | 1 = chosen): number[] {
    const graph = new Graph();
    const flags = [0, 1].map((i) => graph.placeholder(`case${i}`, [], 'bool', 'cpu'));
    const choice: Choice = { name: 'choice', cases: flags };
    const pixels = variable(graph, 'images', [8, 1, 1, 1], 'uint8');
    const words = graph.placeholder('words', [2], 'int32', 'cpu');
    const [one, zero] = [1, 0].map((value) => graph.constant([value], [1]));
    const statistics = new AccumulatedStatistics();
    const traced = graph.constant([0], [4, 1, 1, 1]);
    for (let layer = 0; layer < 3; layer++) statistics.trace(traced, one, zero);
    const to = statistics.declare(graph);
    const loaded = assign(pixels, reshape(bitcastToUint8(words), pixels.shape));
    graph.signature('load', { words }, { done: groupNodes(graph, [loaded]) });
    defineStatisticsSignatures(graph, spec, statistics, to, {
      pixels,
      inputs: { case0: flags[0], case1: flags[1] },
      build(images, norm) {
        norm(images, one, zero);
        const [first, second] = route(images, choice);
        if (first === null || second === null) throw new Error('both cases are wanted');
        const doubled = norm(scale(second, 2), one, zero);
        merge([norm(add(first, graph.scalar(100)), one, zero), doubled]);
      },
    });
    graph.signature('read', {}, { statistics: readVariable(to) });
    return withSession(graph, (session) => {
      session.run('load', { words: new Int32Array(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7).buffer) });
      for (const each of [firstCase, chosen]) {
        session.run('begin_statistics');
        batches.forEach((indices, i) => {
          session.run('statistics', {
            indices,
            share: Float32Array.of(1 / (i + 1)),
            case0: Uint8Array.of(each === 0 ? 1 : 0),
            case1: Uint8Array.of(each),
          });
        });
      }
      return Array.from(session.run('read').statistics as Float32Array);
    });
  }

  test('has the mean and the variance of all values, and zeros for layers that are not used', () => {
    // The values 0 to 7 have the mean 3.5 and the variance (8^2 - 1) / 12.
    const variance = 63 / 12;
    expectClose(compute(0), [3.5, 0, 103.5, variance, 0, variance], 1e-5);
    expectClose(compute(1), [3.5, 7, 0, variance, 4 * variance, 0], 1e-5);
  });

  test('forgets the statistics of another architecture', () => {
    expect(compute(1, 0)).toEqual(compute(1));
    expect(compute(0, 1)).toEqual(compute(0));
  });
});

type T4 = tfjs.Tensor4D;

interface Network {
  readonly spec: CnnSupernetSpec;
  readonly architectures: readonly string[];
  logits(architecture: Architecture, parameters: Parameters, images: T4, norm: Norm): tfjs.Tensor2D;
}

const cells: CnnSupernetSpec = { ...TINY, space: { name: 'cnn', nodes: 2 } };
const benchmark: CnnSupernetSpec = { ...TINY, space: { name: 'nasbench201', nodes: 0 } };

describe.each<[string, Network]>([
  [
    'cells of NAO',
    {
      spec: cells,
      architectures: ['0 0 1 1 0 2 2 3 1 4 0 4 1 1 2 0', '1 4 0 4 0 3 1 2 0 0 1 1 2 1 1 2'],
      logits: (architecture, parameters, images, norm) =>
        fixedNetwork(cells, architecture, parameters, images, norm).main,
    },
  ],
  [
    'NAS-Bench-201',
    {
      spec: benchmark,
      architectures: ['3 2 1 4 0 3', '1 3 2 2 3 1'],
      logits: (architecture, parameters, images, norm) =>
        fixedNasBench201(benchmark, architecture, parameters, images, norm),
    },
  ],
])('a supernet of %s', (_, { spec, architectures: texts, logits }) => {
  const space = createSpace(spec.space.name, spec.space);
  const architectures = texts.map(space.parse);
  const [architecture] = architectures;
  const accumulating = { ...spec, accumulateStatistics: true };
  const scored = Int32Array.of(8, 9, 10, 11);
  const only = (position: number) => Float32Array.from(scored, (__, i) => (i === position ? 1 : 0));

  test('normalizes by the statistics of all batches', () => {
    const batches = [Int32Array.of(0, 1, 2, 3), Int32Array.of(4, 5, 6, 7), Int32Array.of(8, 0, 5, 3)];
    withSupernet(accumulating, (supernet) => {
      for (const each of architectures) {
        supernet.computeStatistics(each, batches);
        expect(supernet.evaluate(each, undefined, scored).loss).toBeCloseTo(
          eagerLoss(supernet, each, batches),
          3,
        );
      }
    });
  });

  test('normalizes as without statistics if they are those of the scored batch', () => {
    const evaluate = (supernet: OpenedSupernet) =>
      architectures.map((each) => {
        if (supernet.spec.accumulateStatistics) supernet.computeStatistics(each, [scored]);
        return supernet.evaluate(each, undefined, scored).loss;
      });
    expectClose(withSupernet(accumulating, evaluate), withSupernet(spec, evaluate), 1e-4);
  });

  test('gives an image the same result in every batch', () => {
    const others = [Int32Array.of(8, 0, 1, 2), Int32Array.of(8, 8, 8, 8)];
    const evaluate = (supernet: OpenedSupernet) =>
      [scored, ...others].map((indices) => supernet.evaluate(architecture, only(0), indices).loss);
    withSupernet(accumulating, (supernet) => {
      supernet.computeStatistics(architecture, [Int32Array.of(0, 1, 2, 3), Int32Array.of(4, 5, 6, 7)]);
      const [loss, ...again] = evaluate(supernet);
      expectClose(again, [loss, loss], 1e-5);
    });
    const [loss, other] = withSupernet(spec, evaluate);
    expect(Math.abs(loss - other)).toBeGreaterThan(1e-3);
  });

  /** Returns the sum of the losses of the scored images, normalized by E[x] and E[x^2] - E[x]^2 over the batches. */
  function eagerLoss(supernet: OpenedSupernet, of: Architecture, batches: readonly Int32Array[]): number {
    const tf = loadTensorFlow();
    const values = supernet.read();
    const parameters: Parameters = (name) => {
      const range = supernet.findRange(name, of);
      if (range === null) throw new Error(`${space.format(of)} has no ${name}`);
      return tf.tensor1d(slice(values, range));
    };
    const images = (indices: Int32Array) => normalizedImages(spec, pixelsFor(spec), indices);
    return tf.tidy(() => {
      const layers: { mean: tfjs.Tensor; meanSquare: tfjs.Tensor }[][] = batches.map((indices) => {
        const seen: { mean: tfjs.Tensor; meanSquare: tfjs.Tensor }[] = [];
        logits(of, parameters, images(indices), (x, gamma, beta) => {
          seen.push({ mean: tf.mean(x, [0, 1, 2]), meanSquare: tf.mean(tf.square(x), [0, 1, 2]) });
          return normByBatch(x, gamma, beta);
        });
        return seen;
      });
      let layer = 0;
      const average = (tensors: tfjs.Tensor[]) => tf.mean(tf.stack(tensors), 0);
      const normalized = logits(of, parameters, images(scored), (x, gamma, beta) => {
        const mean = average(layers.map((seen) => seen[layer].mean));
        const variance = tf.sub(average(layers.map((seen) => seen[layer].meanSquare)), tf.square(mean));
        layer++;
        const scaled = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
        return tf.add(tf.mul(scaled, gamma), beta);
      });
      return tf.sum(losses(normalized, labelsFor(spec, scored), 0)).dataSync()[0];
    });
  }
});
