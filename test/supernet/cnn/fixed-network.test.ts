import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { loadTensorFlow } from '../../../src/native/load';
import { createRandomStream } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import type { Architecture } from '../../../src/space/space';
import type { CnnSupernetSpec } from '../../../supernet/cnn/graph';
import { expectClose } from '../../support/graph/compiled';
import { ENAS_MICRO, NAONET_WS } from '../../support/space/published-cells';
import { labelsFor, OpenedSupernet, pixelsFor, slice, TINY } from '../../support/supernet/cnn';
import { fixedNetwork, losses, normalizedImages } from '../../support/supernet/cnn-oracle';

/* The supernet fed an architecture must be the network that the architecture stands for, with the same weights. */

describe.each<[string, CnnSupernetSpec]>([
  ['five nodes', TINY],
  [
    'three nodes, odd sides, an auxiliary head over more than one window, smoothed labels',
    {
      ...TINY,
      space: { name: 'cnn', nodes: 3 },
      height: 32,
      width: 13,
      auxiliaryHead: true,
      labelSmoothing: 0.1,
      channels: 3,
    },
  ],
  [
    'two nodes, two layers, gray images whose bytes do not fill the last word',
    {
      ...TINY,
      space: { name: 'cnn', nodes: 2 },
      cellsPerStack: 2,
      images: 11,
      height: 9,
      width: 7,
      imageChannels: 1,
      statistics: { mean: [0.3], std: [0.4] },
    },
  ],
])('a supernet of %s', (_, spec) => {
  const space = createCnnSpace(spec.space.nodes);
  const random = createRandomStream(2, 'architectures', spec.space.nodes);
  const published = spec.space.nodes === 5 ? [NAONET_WS, ENAS_MICRO].map((text) => space.parse(text)) : [];
  const architectures = [
    ...published,
    ...Array.from({ length: spec.space.nodes === 5 ? 6 : 4 }, () => space.sample(random)),
  ];
  let supernet: OpenedSupernet;
  beforeAll(() => {
    supernet = new OpenedSupernet(spec);
    // Initially norms are the identity and biases are zero, which would hide mixed-up parameters.
    const noise = createRandomStream(3, 'parameters');
    const values = supernet.read();
    for (const [name, each] of Object.entries(values)) {
      if (!name.includes('momentum')) values[name] = each.map((value) => value + 0.2 * (noise() - 0.5));
    }
    supernet.write(values);
  });
  afterAll(() => supernet.dispose());

  test('returns the logits of each fixed network', () => {
    for (const architecture of architectures) {
      const wanted = loadTensorFlow().tidy(() => {
        const { main } = fixedNetwork(spec, architecture, parametersOf(architecture), images());
        return Array.from(main.dataSync());
      });
      expectClose(supernet.logits(architecture), wanted, 1e-4);
    }
  });

  test('returns the loss of each image and whether it is classified correctly', () => {
    const [architecture] = architectures;
    const labels = labelsFor(spec, supernet.lastImages('evalBatchSize'));
    const { perImage, classes } = loadTensorFlow().tidy(() => {
      const { main } = fixedNetwork(spec, architecture, parametersOf(architecture), images());
      return {
        perImage: Array.from(losses(main, labels, 0).dataSync()),
        classes: Array.from(main.argMax(1).dataSync()),
      };
    });
    perImage.forEach((wanted, image) => {
      const only = Float32Array.from(perImage, (__, other) => (other === image ? 1 : 0));
      const { loss, right } = supernet.evaluate(architecture, only);
      expect(loss).toBeCloseTo(wanted, 4);
      expect(right).toBe(classes[image] === labels[image] ? 1 : 0);
    });
  });

  test('takes the step of the fixed network: same loss, same gradients, each parameter', () => {
    const values = supernet.read();
    const learningRate = 0.5;
    // Rounding may move a value across the kink of a ReLU or to another maximum, which changes gradients by a few
    // percent. One architecture may deviate like this; a wrong gradient deviates more.
    let exact = 0;
    for (const architecture of architectures.slice(0, 3)) {
      supernet.write(values);
      const { names, gradients, loss } = gradientsOf(architecture);
      expect(supernet.train(architecture, learningRate).loss).toBeCloseTo(loss, 4);
      const after = supernet.read();
      const errors = names.map((name, i) => {
        const range = findRange(name, architecture);
        const own = slice(values, range);
        const moved = Array.from(slice(after, range), (value, k) => (own[k] - value) / learningRate);
        return norm(moved.map((each, k) => each - gradients[i][k])) / norm(gradients[i]);
      });
      expect(Math.max(...errors)).toBeLessThan(0.1);
      if (Math.max(...errors) < 1e-3) exact++;
    }
    expect(exact).toBeGreaterThanOrEqual(2);
    supernet.write(values);
  });

  function findRange(name: string, architecture: Architecture) {
    const range = supernet.findRange(name, architecture);
    if (!range) throw new Error(`${architecture.join(' ')} has no ${name}`);
    return range;
  }

  function parametersOf(architecture: Architecture): (name: string) => tfjs.Tensor1D {
    const values = supernet.read();
    return (name) => loadTensorFlow().tensor1d(slice(values, findRange(name, architecture)));
  }

  function images(): tfjs.Tensor4D {
    return normalizedImages(spec, pixelsFor(spec), supernet.lastImages('evalBatchSize'));
  }

  /** Returns the loss before the step, and the gradients of the fixed network's parameters. */
  function gradientsOf(architecture: Architecture) {
    const tf = loadTensorFlow();
    const labels = labelsFor(spec, supernet.lastImages('batchSize'));
    return tf.tidy(() => {
      const x = images();
      const rows = new Map<string, tfjs.Tensor1D>();
      const read = parametersOf(architecture);
      let loss = 0;
      const total = (of: (name: string) => tfjs.Tensor1D): tfjs.Scalar => {
        const { main, auxiliary } = fixedNetwork(spec, architecture, of, x);
        const mean = tf.mean<tfjs.Scalar>(losses(main, labels, spec.labelSmoothing));
        loss = mean.dataSync()[0];
        if (!auxiliary) return mean;
        const second = tf.mean<tfjs.Scalar>(losses(auxiliary, labels, spec.labelSmoothing));
        return tf.add(mean, tf.mul(second, spec.auxiliaryWeight));
      };
      total((name) => {
        const row = read(name);
        rows.set(name, row);
        return row;
      });
      const names = [...rows.keys()];
      const found = tf.grads((...given: tfjs.Tensor[]) =>
        total((name) => given[names.indexOf(name)] as tfjs.Tensor1D),
      )([...rows.values()]);
      return { names, loss, gradients: found.map((each) => Array.from(each.dataSync())) };
    });
  }
});

function norm(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, each) => sum + each * each, 0));
}
