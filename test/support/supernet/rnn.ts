import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import type { BpttWindow } from '../../../src/data/text/bptt-windows';
import { Session, type Value } from '../../../src/graph/session';
import type { NetworkLayout } from '../../../src/layers/parameters/layout';
import { loadTensorFlow } from '../../../src/native/load';
import { createRandomStream, randomInteger } from '../../../src/random';
import { type RnnCell, toRnnCell } from '../../../src/space/rnn/cells';
import type { Architecture } from '../../../src/space/space';
import { buildRnnSupernetGraph, type RnnSupernetSpec } from '../../../supernet/rnn/graph';
import type { Masks, Weights } from './rnn-oracle';
import { addReadAndWrite, variablesOf } from './variables';

/** Spec of a supernet that trains in seconds: nothing random, plain gradient descent. */
export const TINY: RnnSupernetSpec = {
  nodes: 4,
  hiddenSize: 5,
  output: 'loose-ends',
  vocabulary: 11,
  batchSize: 3,
  bpttSteps: 4,
  precision: 'float32',
  evalBatchSize: 2,
  averageWeights: false,
  weightDecay: 0,
  clipNorm: 0,
  embeddingKeep: 1,
  hiddenKeep: 1,
  nodeKeep: 1,
  outputKeep: 1,
  activationRegularization: 0,
  temporalActivationRegularization: 0,
};

/** The same spec with everything on. */
export const EVERYTHING: RnnSupernetSpec = {
  ...TINY,
  averageWeights: true,
  weightDecay: 1e-3,
  clipNorm: 0.25,
  embeddingKeep: 0.8,
  hiddenKeep: 0.8,
  nodeKeep: 0.9,
  outputKeep: 0.7,
  activationRegularization: 2,
  temporalActivationRegularization: 1,
};

/** Creates consecutive windows of `sequences` texts of random words. */
export function windows(spec: RnnSupernetSpec, sequences: number, count: number, seed = 1): BpttWindow[] {
  const random = createRandomStream(seed, 'words');
  const { bpttSteps: time, vocabulary } = spec;
  const text = Int32Array.from({ length: (count * time + 1) * sequences }, () =>
    randomInteger(random, vocabulary),
  );
  return Array.from({ length: count }, (_, i) => {
    const [start, end] = [i * time * sequences, (i + 1) * time * sequences];
    return {
      tokens: text.slice(start, end),
      targets: text.slice(start + sequences, end + sequences),
    };
  });
}

/** Creates consecutive training windows. */
export function trainWindows(spec: RnnSupernetSpec, count: number, seed = 1): BpttWindow[] {
  return windows(spec, spec.batchSize, count, seed);
}

/** A supernet with additional signatures: `read` and `write` for all variables, `draws` for the random numbers of masks. */
export class OpenedRnn {
  readonly session: Session;
  /** True if a training step samples masks. */
  readonly drawsAnything: boolean;
  private readonly layout: NetworkLayout<RnnCell>;

  constructor(
    readonly spec: RnnSupernetSpec,
    seed = 3,
  ) {
    const { graph, layout } = buildRnnSupernetGraph(spec);
    this.layout = layout;
    addReadAndWrite(graph, variablesOf(graph));
    const draws = graph.nodes.filter(
      ({ name, op }) => op === 'StatelessRandomUniform' && name.startsWith('train/'),
    );
    const trained = graph.signatures.get('train');
    this.drawsAnything = draws.length > 0;
    if (this.drawsAnything && trained) {
      const drawn = Object.fromEntries(draws.map(({ outputs }, i) => [`draw${i}`, outputs[0]]));
      graph.signature('draws', { seed: trained.inputs.seed }, drawn);
    }
    this.session = Session.open(graph);
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /** Runs one training step and returns the window's loss. */
  train(
    architecture: Architecture,
    window: BpttWindow,
    learningRate: number,
    { step = 0, averaging = false } = {},
  ): number {
    return this.session.runScalar('train', 'loss', {
      ...window,
      ...this.layout.route(toRnnCell(architecture)),
      learning_rate: Float32Array.of(learningRate),
      averaging: Float32Array.of(averaging ? 1 : 0),
      seed: Int32Array.of(5, step),
    });
  }

  beginTraining(): void {
    this.session.run('begin_training', {});
  }

  beginScoring(): void {
    this.session.run('begin_scoring', {});
  }

  /** Returns the sum of the losses of a window's tokens, from the state that the previous window left. */
  evaluate(architecture: Architecture, window: BpttWindow, weight?: Float32Array): number {
    return this.session.runScalar('evaluate', 'loss', {
      ...window,
      ...this.layout.route(toRnnCell(architecture)),
      weight: weight ?? new Float32Array(window.tokens.length).fill(1),
    });
  }

  /** Returns all variables, by name. */
  read(): Record<string, Float32Array> {
    return this.session.run('read') as Record<string, Float32Array>;
  }

  write(values: Readonly<Record<string, Value>>): void {
    this.session.run('write', values);
  }

  /** Returns the uniform numbers of a step's masks: [1, batch, hidden], for nodes [nodes - 1, batch, hidden]. */
  draws(step: number): Record<'embedding' | 'hidden' | 'output' | 'nodes', number[]> {
    const drawn = this.session.run('draws', { seed: Int32Array.of(5, step) });
    const [embedding, hidden, output, nodes] = [0, 1, 2, 3].map((i) => Array.from(drawn[`draw${i}`], Number));
    return { embedding, hidden, output, nodes };
  }

  /** Returns the masks of a step: 1 / keep where the uniform number is at least 1 - keep, else 0. */
  masks(step: number): Masks {
    const tf = loadTensorFlow();
    const { batchSize: batch, hiddenSize: units, nodes: count } = this.spec;
    const {
      embeddingKeep: embeddingKeep,
      hiddenKeep: hiddenKeep,
      outputKeep: outputKeep,
      nodeKeep: nodeKeep,
    } = this.spec;
    const { embedding, hidden, output, nodes } = this.draws(step);
    const mask = (uniform: number[], keep: number): tfjs.Tensor2D =>
      tf.tensor2d(
        uniform.map((u) => (u >= 1 - keep ? 1 / keep : 0)),
        [batch, units],
      );
    return {
      embedding: mask(embedding, embeddingKeep),
      hidden: mask(hidden, hiddenKeep),
      output: mask(output, outputKeep),
      nodes: Array.from({ length: count - 1 }, (_, i) =>
        mask(nodes.slice(i * batch * units, (i + 1) * batch * units), nodeKeep),
      ),
    };
  }

  dispose(): void {
    this.session.dispose();
  }
}

/** Opens a supernet, and disposes of it after `use`. */
export function withRnn<T>(spec: RnnSupernetSpec, use: (supernet: OpenedRnn) => T): T {
  const supernet = new OpenedRnn(spec);
  try {
    return use(supernet);
  } finally {
    supernet.dispose();
  }
}

/** Converts variables to tensors for the oracle. */
export function weightsOf(spec: RnnSupernetSpec, values: Readonly<Record<string, Float32Array>>): Weights {
  const tf = loadTensorFlow();
  const size = 2 * spec.hiddenSize ** 2;
  return {
    embedding: tf.tensor2d(values.embedding, [spec.vocabulary, spec.hiddenSize]),
    bias: tf.tensor1d(values.bias),
    fixed: tf.tensor1d(values.fixed),
    // A cell of one node has none.
    bank0:
      'bank0' in values
        ? tf.tensor2d(values.bank0, [values.bank0.length / size, size])
        : tf.tensor2d([], [0, size]),
  };
}

/** Returns parameters as large as trained ones: initial parameters are so small that they would hide errors. */
export function large(
  spec: RnnSupernetSpec,
  values: Readonly<Record<string, Float32Array>>,
  seed = 1,
): Record<string, Float32Array> {
  const random = createRandomStream(seed, 'parameters');
  return Object.fromEntries(
    Object.entries(values).map(([name, array]) => [
      name,
      ['embedding', 'bias', 'fixed', 'bank0'].includes(name)
        ? array.map(() => (2 * random() - 1) * (name === 'embedding' ? 1 : 2 / Math.sqrt(spec.hiddenSize)))
        : array,
    ]),
  );
}
