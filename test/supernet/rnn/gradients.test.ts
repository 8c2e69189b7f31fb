import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { loadTensorFlow } from '../../../src/native/load';
import { createRandomStream } from '../../../src/random';
import { createRnnSpace } from '../../../src/space/rnn/space';
import type { Architecture } from '../../../src/space/space';
import type { RnnSupernetSpec } from '../../../supernet/rnn/graph';
import { expectClose } from '../../support/graph/compiled';
import { large, OpenedRnn, TINY, trainWindows, weightsOf, withRnn } from '../../support/supernet/rnn';
import { type Masks, readText, rowsOf, type Weights } from '../../support/supernet/rnn-oracle';

/*
 * A step of gradient descent subtracts the learning rate times the gradient, so parameters before and after a step
 * determine the gradient. It is compared with tfjs's gradient of an independent network, and with differences of the loss.
 */

const space = createRnnSpace(TINY.nodes);
const random = createRandomStream(8, 'architectures');
const ARCHITECTURES = [
  [0, 0, 1, 1, 2, 2, 3],
  [1, 0, 0, 0, 3, 0, 2],
  ...Array.from({ length: 4 }, () => space.sample(random)),
];
const NAMES = ['embedding', 'bias', 'fixed', 'bank0'] as const;
const RATE = 0.5;

type Values = Record<string, Float32Array>;

/** Returns the objective: mean cross-entropy and the penalties on states. */
function objective(
  spec: RnnSupernetSpec,
  architecture: Architecture,
  weights: Weights,
  masks?: Masks,
): tfjs.Scalar {
  const tf = loadTensorFlow();
  const [window] = trainWindows(spec, 1);
  const start = tf.zeros<tfjs.Rank.R2>([spec.batchSize, spec.hiddenSize]);
  const { losses, states, masked } = readText(spec, architecture, weights, window, start, masks);
  const squares = masked.map((state) => tf.mean(tf.square(state)));
  const changes = states.slice(1).map((state, t) => tf.mean(tf.squaredDifference(state, states[t])));
  const total = tf.addN([
    tf.mean(losses),
    tf.mul(tf.mean(tf.stack(squares)), spec.activationRegularization),
    tf.mul(tf.mean(tf.stack(changes)), spec.temporalActivationRegularization),
  ]);
  return tf.reshape<tfjs.Rank.R0>(total, []);
}

/** Returns tfjs's gradient of the objective. */
function eagerGradients(
  spec: RnnSupernetSpec,
  architecture: Architecture,
  values: Values,
  masks?: Masks,
): Values {
  const tf = loadTensorFlow();
  return tf.tidy(() => {
    const weights = weightsOf(spec, values);
    const slopes = tf.grads((embedding, bias, fixed, bank0) =>
      objective(spec, architecture, { embedding, bias, fixed, bank0 }, masks),
    )(NAMES.map((name) => weights[name]));
    return Object.fromEntries(slopes.map((slope, i) => [NAMES[i], slope.dataSync() as Float32Array]));
  });
}

/** Returns the gradient of a step from the parameters before and after it. */
function followed(before: Values, after: Values): Values {
  return Object.fromEntries(
    NAMES.map((name) => [name, before[name].map((value, i) => (value - after[name][i]) / RATE)]),
  );
}

function expectSameGradients(got: Values, wanted: Values, tolerance = 2e-5): void {
  for (const name of NAMES) expectClose([...got[name]], [...wanted[name]], tolerance);
}

describe.each([
  ['the loss', {}],
  ['the loss of the average of all nodes', { output: 'all' }],
  [
    'the loss and the penalties on states',
    { activationRegularization: 2, temporalActivationRegularization: 3 },
  ],
] as const)('a step on %s', (_, settings) => {
  const spec: RnnSupernetSpec = { ...TINY, ...settings };
  let supernet: OpenedRnn;
  let start: Values;
  beforeAll(() => {
    supernet = new OpenedRnn(spec);
    start = large(spec, supernet.read());
  });
  beforeEach(() => {
    supernet.write(start);
  });
  afterAll(() => supernet.dispose());

  test('a step follows the gradient of tfjs, and reports the loss without penalties', () => {
    const [window] = trainWindows(spec, 1);
    const tf = loadTensorFlow();
    for (const architecture of ARCHITECTURES) {
      supernet.write(start);
      const loss = supernet.train(architecture, window, RATE);
      const plain = { ...spec, activationRegularization: 0, temporalActivationRegularization: 0 };
      const wanted = tf.tidy(() => objective(plain, architecture, weightsOf(spec, start)).dataSync()[0]);
      expectClose([loss], [wanted], 1e-5);
      expectSameGradients(followed(start, supernet.read()), eagerGradients(spec, architecture, start));
    }
  });

  test('a step changes only the slices that the architecture uses', () => {
    const [window] = trainWindows(spec, 1);
    const size = 2 * spec.hiddenSize ** 2;
    for (const architecture of ARCHITECTURES) {
      supernet.write(start);
      supernet.train(architecture, window, RATE);
      const { bank0 } = supernet.read();
      const changed = Array.from({ length: bank0.length / size }, (__, row) => row).filter((row) =>
        bank0
          .subarray(row * size, (row + 1) * size)
          .some((value, i) => value !== start.bank0[row * size + i]),
      );
      expect(changed).toEqual(rowsOf(architecture).sort((a, b) => a - b));
    }
  });
});

test('the gradient of a step equals differences of the reported loss along random directions', () => {
  withRnn(TINY, (supernet) => {
    const start = large(TINY, supernet.read());
    const [window] = trainWindows(TINY, 1);
    // Without relu, whose kink invalidates differences.
    const smooth = [
      [0, 0, 2, 1, 3, 2, 0],
      [2, 0, 0, 1, 3, 0, 2],
      [3, 0, 3, 0, 2, 2, 0],
    ];
    smooth.forEach((architecture, i) => {
      const along = createRandomStream(i, 'direction');
      const direction = Object.fromEntries(
        NAMES.map((name) => [name, start[name].map(() => 2 * along() - 1)]),
      );
      const lossAt = (distance: number) => {
        const moved = NAMES.map((name): [string, Float32Array] => [
          name,
          start[name].map((value, j) => value + distance * direction[name][j]),
        ]);
        supernet.write({ ...start, ...Object.fromEntries(moved) });
        return supernet.train(architecture, window, 0);
      };
      const step = 0.004;
      const near = lossAt(step) - lossAt(-step);
      const far = lossAt(2 * step) - lossAt(-2 * step);
      const measured = (8 * near - far) / (12 * step);
      supernet.write(start);
      supernet.train(architecture, window, RATE);
      const gradient = followed(start, supernet.read());
      const products = NAMES.flatMap((name) =>
        [...gradient[name]].map((value, j) => value * direction[name][j]),
      );
      const slope = products.reduce((a, b) => a + b, 0);
      expect(Math.abs(slope - measured)).toBeLessThan(1e-3 * Math.max(1, Math.abs(measured)));
    });
  });
});

test('penalties add the gradients computed by hand', () => {
  // Relu of zero, gates of 1/2 and a zero embedding: each state is half of the previous one.
  const spec: RnnSupernetSpec = {
    ...TINY,
    nodes: 1,
    batchSize: 1,
    bpttSteps: 2,
    hiddenSize: 1,
    activationRegularization: 0.5,
    temporalActivationRegularization: 0.25,
  };
  withRnn(spec, (supernet) => {
    const empty = supernet.read();
    const zero = Object.fromEntries(
      Object.entries(empty).map(([name, values]) => [name, values.map(() => 0)]),
    );
    const window = { tokens: Int32Array.of(0, 0), targets: Int32Array.of(1, 2) };
    const start = { ...zero, train_hidden: Float32Array.of(8) };
    supernet.write(start);
    supernet.train([1], window, RATE);
    const { fixed } = supernet.read();
    const got = [...fixed].map((value) => -value / RATE);
    /*
     * h1 = 8 (1 - s(8 u)) and h2 = h1 (1 - s(h1 u)), with u = 0 and s' = 1/4: h1 = 4, h2 = 2, dh1/du = -8 * 8 / 4 = -16 and
     * dh2/du = -16 / 2 - 4 * 4 / 4 = -12. The loss has no slope, since the embedding is zero. What is added is
     * 0.5 * (h1^2 + h2^2) / 2 + 0.25 * (h2 - h1)^2, with the slope 0.5 * (4 * -16 + 2 * -12) + 0.5 * (2 - 4) * (16 - 12) = -48.
     */
    expectClose(got, [0, 0, -48, 0], 1e-5);
  });
});

describe('the gradient of a step', () => {
  const [window] = trainWindows(TINY, 1);
  const [architecture] = ARCHITECTURES;

  test('is clipped to the global norm', () => {
    const spec = { ...TINY, clipNorm: 0.1 };
    withRnn(spec, (supernet) => {
      const start = large(spec, supernet.read());
      supernet.write(start);
      supernet.train(architecture, window, RATE);
      const wanted = eagerGradients(spec, architecture, start);
      const norm = Math.hypot(...NAMES.flatMap((name) => [...wanted[name]]));
      expect(norm).toBeGreaterThan(0.2);
      const shortened = Object.fromEntries(
        NAMES.map((name) => [name, wanted[name].map((value) => (value * 0.1) / norm)]),
      );
      expectSameGradients(followed(start, supernet.read()), shortened, 3e-6);
    });
  });

  test('includes weight decay, except for unused slices', () => {
    const spec = { ...TINY, weightDecay: 0.5 };
    withRnn(spec, (supernet) => {
      const start = large(spec, supernet.read());
      supernet.write(start);
      supernet.train(architecture, window, RATE);
      const size = 2 * spec.hiddenSize ** 2;
      const used = rowsOf(architecture);
      const slopes = eagerGradients(spec, architecture, start);
      const decayed = Object.fromEntries(
        NAMES.map((name) => [
          name,
          slopes[name].map((value, i) =>
            name === 'bank0' && !used.includes(Math.floor(i / size)) ? 0 : value + 0.5 * start[name][i],
          ),
        ]),
      );
      expectSameGradients(followed(start, supernet.read()), decayed);
    });
  });
});

describe('variational dropout', () => {
  const spec: RnnSupernetSpec = {
    ...TINY,
    embeddingKeep: 0.5,
    hiddenKeep: 0.6,
    nodeKeep: 0.7,
    outputKeep: 0.8,
    activationRegularization: 2,
    temporalActivationRegularization: 1,
  };
  let supernet: OpenedRnn;
  let start: Values;
  beforeAll(() => {
    supernet = new OpenedRnn(spec);
    start = large(spec, supernet.read());
  });
  afterAll(() => supernet.dispose());

  test('applies the same masks in all time steps: embedding, hidden state, nodes, output', () => {
    const [window] = trainWindows(spec, 1);
    const tf = loadTensorFlow();
    ARCHITECTURES.forEach((architecture, step) => {
      supernet.write(start);
      const loss = supernet.train(architecture, window, RATE, { step });
      const masks = supernet.masks(step);
      const plain = { ...spec, activationRegularization: 0, temporalActivationRegularization: 0 };
      const wanted = tf.tidy(
        () => objective(plain, architecture, weightsOf(spec, start), masks).dataSync()[0],
      );
      expectClose([loss], [wanted], 1e-5);
      expectSameGradients(followed(start, supernet.read()), eagerGradients(spec, architecture, start, masks));
    });
  });

  test('samples different masks for every position and step, and the same for the same step', () => {
    const drawn = [0, 1, 2, 3, 4, 5].flatMap((step) => {
      const { embedding, hidden, nodes, output } = supernet.draws(step);
      return [embedding, hidden, output, nodes].map((values) => values.slice(0, embedding.length).join());
    });
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(supernet.draws(3)).toEqual(supernet.draws(3));
  });

  test('keeps with the configured probabilities', () => {
    const kept = [0, 0, 0, 0];
    const steps = 200;
    for (let step = 0; step < steps; step++) {
      const { embedding, hidden, nodes, output } = supernet.draws(step);
      const keeps = [spec.embeddingKeep, spec.hiddenKeep, spec.nodeKeep, spec.outputKeep];
      [embedding, hidden, nodes, output].forEach((values, place) => {
        kept[place] += values.filter((u) => u >= 1 - keeps[place]).length / values.length / steps;
      });
    }
    // At least 3,000 draws: a standard error of 0.01.
    kept.forEach((share, place) => expect(Math.abs(share - [0.5, 0.6, 0.7, 0.8][place])).toBeLessThan(0.04));
  });

  test('is absent from evaluation, and from training if everything is kept', () => {
    const [window] = trainWindows(spec, 1);
    const whole: RnnSupernetSpec = {
      ...spec,
      embeddingKeep: 1,
      hiddenKeep: 1,
      nodeKeep: 1,
      outputKeep: 1,
      evalBatchSize: spec.batchSize,
    };
    const noisy: RnnSupernetSpec = { ...spec, evalBatchSize: spec.batchSize };
    const [architecture] = ARCHITECTURES;
    const scores = [whole, noisy].map((each) =>
      withRnn(each, (opened) => {
        opened.write(large(each, opened.read()));
        const score = opened.evaluate(architecture, window) / window.tokens.length;
        return { score, trained: opened.train(architecture, window, 0), hasDraws: opened.drawsAnything };
      }),
    );
    expect(scores[1].score).toBe(scores[0].score);
    expectClose([scores[0].trained], [scores[0].score], 1e-6);
    expect(Math.abs(scores[1].trained - scores[0].trained)).toBeGreaterThan(1e-3);
    expect(scores.map(({ hasDraws }) => hasDraws)).toEqual([false, true]);
  });
});
