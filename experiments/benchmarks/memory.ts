import { parseArgs } from 'node:util';
import { parseWholeNumber } from '../../src/cli/arguments/parse-options';
import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { groupNodes } from '../../src/graph/group';
import {
  add,
  assign,
  batchNorm,
  conv2d,
  matmul,
  maxPool,
  mean,
  randomNormal,
  readVariable,
  relu,
  reshape,
  scale,
  sparseCrossEntropy,
  variable,
} from '../../src/graph/ops';
import { applyMomentum } from '../../src/graph/optimizers/momentum';
import { initializeState, zipGradients } from '../../src/graph/optimizers/trainable';
import { Session } from '../../src/graph/session';
import { loadTensorFlow } from '../../src/native/load';

const BATCH = 16;
const SIDE = 16;
const CHANNELS = 32;
const CLASSES = 10;

/**
 * Benchmark of memory growth: resident memory of the process (MB) after a sixth of the repeats and at the end. It repeats
 * loads of a small network of 1.3 million numbers (weights and momentum), then training steps of one.
 *
 * - `loads_sixth_mb`, `loads_end_mb`, `loads_growth`: build, load, 5 steps, dispose; growth is end / sixth - 1
 * - `steps_sixth_mb`, `steps_end_mb`, `steps_growth`: training steps of one session
 * - `tensors`: growth of the number of tensors that tfjs holds; zero without a leak
 *
 * @param argv `--loads N` (default 30), `--steps N` (default 5000)
 */
export function bench(argv: string[]): Promise<Record<string, number | string>> {
  const { values } = parseArgs({
    args: argv,
    options: {
      loads: { type: 'string', default: '30' },
      steps: { type: 'string', default: '5000' },
    },
  });
  const loads = parseWholeNumber(values.loads, '--loads', 6);
  const steps = parseWholeNumber(values.steps, '--steps', 6);
  const tensors = loadTensorFlow().memory().numTensors;
  const loading = measureResident(loads, () => {
    const session = Session.open(buildSmallNetwork());
    session.run('init');
    for (let step = 0; step < 5; step++) trainStep(session, step);
    session.dispose();
  });
  const session = Session.open(buildSmallNetwork());
  session.run('init');
  const stepping = measureResident(steps, (step) => trainStep(session, step));
  session.dispose();
  return Promise.resolve({
    loads_sixth_mb: loading.sixth,
    loads_end_mb: loading.end,
    loads_growth: computeGrowth(loading),
    steps_sixth_mb: stepping.sixth,
    steps_end_mb: stepping.end,
    steps_growth: computeGrowth(stepping),
    tensors: loadTensorFlow().memory().numTensors - tensors,
  });
}

/** Builds a convolution, batch normalization and two dense layers. */
function buildSmallNetwork(): Graph {
  const graph = new Graph();
  const images = graph.placeholder('images', [BATCH, SIDE, SIDE, 3], 'float32');
  const labels = graph.placeholder('labels', [BATCH], 'int32', 'cpu');
  const seed = graph.constant([1, 2], [2], 'int32');
  const flat = ((SIDE / 2) * SIDE * CHANNELS) / 2;
  const trainables = [
    { name: 'filter', shape: [3, 3, 3, CHANNELS] },
    { name: 'gamma', shape: [CHANNELS] },
    { name: 'beta', shape: [CHANNELS] },
    { name: 'wide', shape: [flat, 300] },
    { name: 'narrow', shape: [300, CLASSES] },
  ].map(({ name, shape }) => {
    const weight = variable(graph, name, shape);
    return { variable: weight, value: readVariable(weight) };
  });
  const parameters = trainables.map((each) => each.value);
  const [filter, gamma, beta, wide, narrow] = parameters;
  const features = maxPool(relu(batchNorm(conv2d(images, filter), gamma, beta)), 2, 2);
  const logits = matmul(relu(matmul(reshape(features, [BATCH, flat]), wide)), narrow);
  const loss = mean(sparseCrossEntropy(logits, labels), [0]);
  const update = applyMomentum(graph, zipGradients(trainables, computeGradients(loss, parameters)), {
    learningRate: graph.scalar(0.001),
    momentum: 0.9,
    nesterov: false,
  });
  graph.signature('train', { images, labels }, { loss: add(loss, groupNodes(graph, update.nodes)) });
  const initializers = [
    ...trainables.map(({ variable: each }) => assign(each, scale(randomNormal(each.shape, seed), 0.01))),
    ...initializeState(graph, update.state),
  ];
  graph.signature('init', {}, { done: groupNodes(graph, initializers) });
  return graph;
}

function trainStep(session: Session, step: number): void {
  session.runScalar('train', 'loss', {
    images: Float32Array.from({ length: BATCH * SIDE * SIDE * 3 }, (_, i) => ((i + step) % 17) / 17),
    labels: Int32Array.from({ length: BATCH }, (_, i) => (i + step) % CLASSES),
  });
}

/** Returns resident memory in MB after a sixth of the repeats and after all. */
function measureResident(repeats: number, run: (repeat: number) => void): { sixth: number; end: number } {
  const readResident = () => Math.round(process.memoryUsage.rss() / 1e6);
  let sixth = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    run(repeat);
    if (repeat + 1 === Math.floor(repeats / 6)) sixth = readResident();
  }
  return { sixth, end: readResident() };
}

function computeGrowth({ sixth, end }: { sixth: number; end: number }): number {
  return Number((end / sixth - 1).toPrecision(3));
}

if (require.main === module) {
  void bench(process.argv.slice(2)).then((figures) => process.stdout.write(`${JSON.stringify(figures)}\n`));
}
