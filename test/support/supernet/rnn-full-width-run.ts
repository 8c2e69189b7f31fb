import { createRandomStream } from '../../../src/random';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { RnnSupernet, type RnnSupernetSpec } from '../../../supernet/rnn';
import { trainWindows, windows } from './rnn';

/* Prints losses and a score at the width of a real search, few time steps: run twice by full-width.test.ts. */

const spec: RnnSupernetSpec = {
  nodes: 12,
  hiddenSize: 300,
  output: 'loose-ends',
  vocabulary: 2000,
  batchSize: 16,
  bpttSteps: 4,
  precision: 'float32',
  evalBatchSize: 16,
  averageWeights: true,
  weightDecay: 1e-4,
  clipNorm: 5,
  embeddingKeep: 0.8,
  hiddenKeep: 0.75,
  nodeKeep: 0.75,
  outputKeep: 0.6,
  activationRegularization: 2,
  temporalActivationRegularization: 1,
};
const supernet = new RnnSupernet(spec, 3);
const space = createRnnSpace(spec.nodes);
const random = createRandomStream(6, 'full-width');
// A large step amplifies a difference in the last bit.
const losses = trainWindows(spec, 6).map(
  (window, step) => supernet.train(space.sample(random), window, 5, step > 2, 1, step).loss,
);
const scored = windows(spec, spec.evalBatchSize, 2, 2).map((window) => ({
  ...window,
  weight: new Float32Array(window.tokens.length).fill(1),
}));
losses.push(supernet.evaluate(space.sample(random), scored));
process.stdout.write(JSON.stringify({ losses }));
