import { createController } from '../../../controller/nao-controller';
import { CnnChild } from '../../../src/child/cnn';
import { createCnnChildNetwork } from '../../../src/child/cnn/create-network';
import { Session, type Value } from '../../../src/graph/session';
import { createRandomStream, type Random, randomInteger } from '../../../src/random';
import { resolveArchitecture } from '../../../src/run/resolve-architecture';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { CnnSupernet } from '../../../supernet/cnn';
import { RnnSupernet } from '../../../supernet/rnn';
import { COUNTED_GRAPHS, type GraphSizes } from '../placement/graphs';
import {
  CONTROLLER_SETTINGS,
  createCnnChildSpec,
  createCnnSupernetSpec,
  createRnnSupernetSpec,
  RNN_NODES,
} from '../support/specs';
import { buildOpGraph, OP_SIGNATURE } from './op-graph';

/** What a device computes, by name. Bytes are compared where a device is compared with itself. */
export type Answers = Readonly<Record<string, readonly number[]>>;

/** Networks that are small enough to compare within a minute, with the channels of the benchmarks. */
const CHECKED_SIZES: GraphSizes = {
  supernet: { cellsPerStack: 1, channels: 20, batchSize: 4, evalBatchSize: 4 },
  child: { cellsPerStack: 1, channels: 32, batchSize: 4, evalBatchSize: 4 },
  rnn: { hiddenSize: 64, vocabulary: 1000, batchSize: 8, evalBatchSize: 8, bpttSteps: 4 },
};

/** Computes each op of a search, with the shapes and attributes that it uses: keys such as `MatMul_12`. */
export function computeOps(sizes = CHECKED_SIZES): Answers {
  const graphs = Object.values(COUNTED_GRAPHS).map((build) => build(sizes).graph);
  const { graph, feeds } = buildOpGraph(graphs);
  const session = Session.open(graph);
  try {
    const results = session.run(OP_SIGNATURE, feeds);
    return Object.fromEntries(
      Object.entries(results).map(([key, value]) => [key, sampleNumbers(value as Exclude<Value, string>)]),
    );
  } finally {
    session.dispose();
  }
}

/** More numbers of one result are not compared one by one. */
const SAMPLED = 1000;

/** Returns evenly spaced numbers of a result, and the mean of all. */
function sampleNumbers(numbers: Float32Array | Int32Array | Uint8Array): number[] {
  const step = Math.max(1, Math.ceil(numbers.length / SAMPLED));
  let sum = 0;
  for (const number of numbers) sum += number;
  const sampled = Array.from({ length: Math.ceil(numbers.length / step) }, (_, i) => numbers[i * step]);
  return [...sampled, sum / Math.max(1, numbers.length)];
}

const STEPS = 3;

/**
 * Trains each network for three steps: keys such as `cnn supernet step 1 loss`. The same seeds give the same batches on each
 * device.
 */
export function computeTraining({ supernet, child, rnn } = CHECKED_SIZES): Answers {
  const random = createRandomStream(1, 'gpu-check');
  return {
    ...trainCnnSupernet(supernet, random),
    ...trainCnnChild(child, random),
    ...trainRnnSupernet(rnn, random),
    ...trainController(random),
  };
}

const CNN_PARTS = { augment: true, auxiliaryHead: true };

function createImages(count: number, random: Random) {
  return {
    pixels: Uint8Array.from({ length: count * 32 * 32 * 3 }, () => Math.floor(random() * 256)),
    batch: {
      indices: Int32Array.from({ length: count }, (_, i) => i),
      labels: Int32Array.from({ length: count }, () => randomInteger(random, 10)),
    },
  };
}

function trainCnnSupernet(size: GraphSizes['supernet'], random: Random): Answers {
  const space = createCnnSpace(5);
  const { pixels, batch } = createImages(size.batchSize, random);
  const supernet = new CnnSupernet(createCnnSupernetSpec(size, CNN_PARTS), pixels, 1);
  const architectures = Array.from({ length: STEPS }, () => space.sample(random));
  const answers = nameSteps('cnn supernet', architectures, (architecture, step) => {
    const { loss, gradientNorm } = supernet.train(architecture, batch, 0.025, 1, step);
    return { loss, gradient_norm: gradientNorm };
  });
  const score = supernet.evaluate(architectures[0], batch).loss;
  supernet.dispose();
  return { ...answers, 'cnn supernet score': [score] };
}

function trainCnnChild(size: GraphSizes['child'], random: Random): Answers {
  const { space, architecture } = resolveArchitecture('NAONet-WS');
  const network = createCnnChildNetwork(space, architecture);
  if (network === undefined) throw new Error('NAONet-WS has no convolutional network');
  const { pixels, batch } = createImages(size.batchSize, random);
  const child = new CnnChild(createCnnChildSpec(size, CNN_PARTS), network, pixels, 1);
  const answers = nameSteps('cnn child', Array.from({ length: STEPS }), (_, step) => {
    const { loss, gradientNorm } = child.train(batch, 0.024, 1, step, 0.9);
    return { loss, gradient_norm: gradientNorm };
  });
  const score = child.evaluate(batch).loss;
  child.dispose();
  return { ...answers, 'cnn child score': [score] };
}

function trainRnnSupernet(size: GraphSizes['rnn'], random: Random): Answers {
  const space = createRnnSpace(RNN_NODES);
  const supernet = new RnnSupernet(createRnnSupernetSpec(size, { dropout: true, averageWeights: true }), 1);
  supernet.beginTraining();
  const length = size.batchSize * size.bpttSteps;
  const sample = () => Int32Array.from({ length }, () => randomInteger(random, size.vocabulary));
  const window = { tokens: sample(), targets: sample() };
  const architectures = Array.from({ length: STEPS }, () => space.sample(random));
  const answers = nameSteps('rnn supernet', architectures, (architecture, step) => {
    const { loss, gradientNorm } = supernet.train(architecture, window, 1, false, 1, step);
    return { loss, gradient_norm: gradientNorm };
  });
  const weight = new Float32Array(length).fill(1);
  const score = supernet.evaluate(architectures[0], [{ ...window, weight }]);
  supernet.dispose();
  return { ...answers, 'rnn supernet score': [score] };
}

function trainController(random: Random): Answers {
  const space = createCnnSpace(5);
  const controller = createController(space, { ...CONTROLLER_SETTINGS, batchSize: 20 });
  controller.initialize(1);
  const examples = Array.from({ length: 20 }, (_, i) => ({
    tokens: space.toTokens(space.sample(random)),
    target: i / 20,
  }));
  const answers = nameSteps('controller', Array.from({ length: STEPS }), (_, step) => {
    const { loss } = controller.trainEpoch(examples, 1, step);
    return { loss };
  });
  const predictions = Array.from(controller.predict(examples.map(({ tokens }) => tokens)));
  controller.dispose();
  return { ...answers, 'controller score': predictions };
}

function nameSteps<T>(
  network: string,
  items: readonly T[],
  run: (item: T, step: number) => Readonly<Record<string, number>>,
): Answers {
  return Object.fromEntries(
    items.flatMap((item, step) =>
      Object.entries(run(item, step)).map(([figure, value]) => [
        `${network} step ${step + 1} ${figure}`,
        [value],
      ]),
    ),
  );
}
