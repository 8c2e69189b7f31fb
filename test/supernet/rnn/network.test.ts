import type { Rank } from '@tensorflow/tfjs-node-gpu';
import type { BpttWindow } from '../../../src/data/text/bptt-windows';
import { loadTensorFlow } from '../../../src/native/load';
import { createRandomStream } from '../../../src/random';
import { createRnnSpace } from '../../../src/space/rnn/space';
import type { Architecture } from '../../../src/space/space';
import type { RnnSupernetSpec } from '../../../supernet/rnn/graph';
import { expectClose } from '../../support/graph/compiled';
import { large, OpenedRnn, TINY, trainWindows, weightsOf, windows } from '../../support/supernet/rnn';
import { readText } from '../../support/supernet/rnn-oracle';

/* The network of an architecture equals the oracle of test/support/supernet/rnn-oracle.ts, in evaluation and in training. */

/** A published cell with node 0 = tanh, chains, stars and random cells. */
function architecturesOf(nodes: number): Architecture[] {
  const space = createRnnSpace(nodes);
  const random = createRandomStream(nodes, 'architectures');
  const later = Array.from({ length: nodes - 1 }, (_, i) => i + 1);
  const chain = [3, ...later.flatMap((node) => [node - 1, node % 4])];
  const star = [1, ...later.flatMap((node) => [0, (node + 1) % 4])];
  const published = nodes === 12 ? [space.parse('0 1 1 1 2 2 1 2 4 1 4 1 4 1 7 1 8 2 1 0 4 1')] : [];
  return [...published, chain, star, ...Array.from({ length: 5 }, () => space.sample(random))];
}

/** Returns the sum of the losses of each of several consecutive windows, by the oracle. */
function oracle(
  spec: RnnSupernetSpec,
  architecture: Architecture,
  values: Record<string, Float32Array>,
  text: readonly BpttWindow[],
  sequences: number,
): number[] {
  const tf = loadTensorFlow();
  return tf.tidy(() => {
    const weights = weightsOf(spec, values);
    let hidden = tf.zeros<Rank.R2>([sequences, spec.hiddenSize]);
    return text.map((window) => {
      const { losses, states } = readText(spec, architecture, weights, window, hidden);
      hidden = states[states.length - 1];
      return tf.sum(losses).dataSync()[0];
    });
  });
}

describe.each(
  [1, 2, 4, 12].flatMap((nodes) => (['loose-ends', 'all'] as const).map((output) => ({ nodes, output }))),
)('with $nodes nodes and output $output', ({ nodes, output }) => {
  const spec = { ...TINY, nodes, output };
  let supernet: OpenedRnn;
  let values: Record<string, Float32Array>;
  beforeAll(() => {
    supernet = new OpenedRnn(spec);
    values = large(spec, supernet.read());
    supernet.write(values);
  });
  afterAll(() => supernet.dispose());

  test('evaluates three consecutive windows like the oracle', () => {
    const text = windows(spec, spec.evalBatchSize, 3);
    for (const architecture of architecturesOf(nodes)) {
      supernet.beginScoring();
      const got = text.map((window) => supernet.evaluate(architecture, window));
      expectClose(got, oracle(spec, architecture, values, text, spec.evalBatchSize), 1e-5);
    }
  });

  test('computes the same loss in training and evaluation', () => {
    const text = trainWindows(spec, 3);
    for (const architecture of architecturesOf(nodes)) {
      supernet.beginTraining();
      const got = text.map((window) => supernet.train(architecture, window, 0) * window.tokens.length);
      expectClose(got, oracle(spec, architecture, values, text, spec.batchSize), 1e-5);
    }
  });
});
