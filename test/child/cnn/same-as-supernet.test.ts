import { createCnnChildNetwork } from '../../../src/child/cnn/create-network';
import { declareCnnChildVariables, traceCnnChild } from '../../../src/child/cnn/graph';
import type { CnnChildNetwork } from '../../../src/child/cnn/network';
import { Graph } from '../../../src/graph/graph';
import { groupNodes } from '../../../src/graph/group';
import { assign, batchNorm } from '../../../src/graph/ops';
import { createRandomStream } from '../../../src/random';
import { createSpace } from '../../../src/space/registry';
import type { Architecture } from '../../../src/space/space';
import type { CnnSupernetSpec } from '../../../supernet/cnn/graph';
import { childSpec, type OpenedChild, withChild } from '../../support/child/cnn';
import { expectClose, withSession } from '../../support/graph/compiled';
import { ENAS_MICRO, NAONET_WS } from '../../support/space/published-cells';
import { OpenedSupernet, pixelsFor, slice, TINY } from '../../support/supernet/cnn';

/** Cells to test in addition to random ones, by the space's name and nodes. */
const PUBLISHED_CELLS: Readonly<Record<string, readonly string[]>> = {
  'cnn 5': [NAONET_WS, ENAS_MICRO],
  // All convolutions, a convolution of an empty node, a convolution that nothing reads, only the input, nothing.
  'nasbench201 0': ['3 3 3 3 3 3', '0 1 3 0 2 4', '3 0 0 2 0 0', '0 0 0 1 0 0', '0 0 0 0 0 0'],
};

/* C24: the supernet fed an architecture and a child of it that holds the same rows are one network. */

describe.each<[string, CnnSupernetSpec, number]>([
  ['five nodes', { ...TINY, fineTuning: true }, 12],
  [
    'three nodes, odd sides, an auxiliary head, smoothed labels, decay and momentum',
    {
      ...TINY,
      space: { name: 'cnn', nodes: 3 },
      height: 32,
      width: 13,
      auxiliaryHead: true,
      labelSmoothing: 0.1,
      channels: 3,
      weightDecay: 0.01,
      momentum: 0.9,
      clipNorm: 1,
      fineTuning: true,
    },
    4,
  ],
  [
    'NAS-Bench-201',
    { ...TINY, space: { name: 'nasbench201', nodes: 0 }, cellsPerStack: 2, fineTuning: true },
    12,
  ],
])('a supernet of %s and its children', (_, spec, count) => {
  const space = createSpace(spec.space.name, spec.space);
  const random = createRandomStream(7, 'architectures', spec.space.nodes);
  const published = (PUBLISHED_CELLS[`${spec.space.name} ${spec.space.nodes}`] ?? []).map(space.parse);
  const architectures = [...published, ...Array.from({ length: count }, () => space.sample(random))];
  let supernet: OpenedSupernet;
  let values: Record<string, Float32Array>;
  beforeAll(() => {
    supernet = new OpenedSupernet(spec);
    // Initially norms are the identity and biases are zero, which would hide mixed-up parameters.
    const noise = createRandomStream(3, 'parameters');
    values = supernet.read();
    for (const [name, each] of Object.entries(values)) {
      if (!name.includes('momentum')) values[name] = each.map((value) => value + 0.2 * (noise() - 0.5));
    }
    supernet.write(values);
  });
  afterAll(() => supernet.dispose());

  test('return the same logits within 1e-4', () => {
    for (const architecture of architectures) {
      expectClose(childLogits(architecture), supernet.logits(architecture), 1e-4);
    }
  });

  test('take the same step: loss, correct images and each parameter', () => {
    for (const architecture of architectures.slice(0, 3)) {
      supernet.write(values);
      const wanted = supernet.train(architecture, 0.1);
      const after = supernet.read();
      withChild(childSpec(spec), networkOf(architecture), (child) => {
        child.write(rowsFor(child, architecture, values));
        const taken = child.train(0.1);
        expect(taken.loss).toBeCloseTo(wanted.loss, 4);
        expect(taken.right).toBe(wanted.right);
        const got = child.parameters();
        const start = rowsFor(child, architecture, values);
        const target = rowsFor(child, architecture, after);
        const moved = norm(target.map((value, i) => value - start[i]));
        // Rounding may move a value across the kink of a ReLU, which changes gradients by a few percent.
        expect(norm(got.map((value, i) => value - target[i])) / moved).toBeLessThan(0.05);
      });
    }
    supernet.write(values);
  });

  test('take the same steps if the supernet fine-tunes the architecture', () => {
    const rates = [0.05, 0.025];
    // What training has left in the momentum must have no effect.
    const momentum = Object.entries(values).filter(([name]) => name.endsWith('/momentum'));
    const trained = {
      ...values,
      ...Object.fromEntries(momentum.map(([name, each]) => [name, each.map(() => 0.5)])),
    };
    for (const architecture of architectures.slice(0, 2)) {
      supernet.write(trained);
      supernet.session.run('begin_fine_tuning');
      const wanted = rates.map((rate) => supernet.train(architecture, rate).loss);
      const after = supernet.read();
      supernet.session.run('end_fine_tuning');
      expect(supernet.read()).toEqual(trained);
      withChild(childSpec(spec), networkOf(architecture), (child) => {
        const start = rowsFor(child, architecture, values);
        child.write(start);
        const losses = rates.map((rate) => child.train(rate).loss);
        expect(losses[0]).toBeCloseTo(wanted[0], 4);
        // See above: the second step starts from parameters that differ by rounding, or by a few percent of the first step.
        expect(Math.abs(losses[1] - wanted[1])).toBeLessThan(0.05 * Math.abs(wanted[1] - wanted[0]) + 1e-3);
        const target = rowsFor(child, architecture, after);
        const moved = norm(target.map((value, i) => value - start[i]));
        expect(norm(child.parameters().map((value, i) => value - target[i])) / moved).toBeLessThan(0.05);
      });
    }
    supernet.write(values);
  });

  function networkOf(architecture: Architecture): CnnChildNetwork {
    const network = createCnnChildNetwork(space, architecture);
    if (network === undefined) throw new Error(`${space.name} has no convolutional networks`);
    return network;
  }

  /** Evaluates the child with batch statistics, like the supernet. */
  function childLogits(architecture: Architecture): number[] {
    const network = networkOf(architecture);
    const fixed = childSpec(spec);
    const layout = traceCnnChild(fixed, network);
    const graph = new Graph();
    const variables = declareCnnChildVariables(graph, layout);
    const value = graph.placeholder('value', variables.parameters.shape, 'float32');
    graph.signature('write', { value }, { done: groupNodes(graph, [assign(variables.parameters, value)]) });
    const shape = [fixed.evalBatchSize, spec.height, spec.width, spec.imageChannels];
    const images = graph.placeholder('normalized', shape, 'float32');
    const read = layout.parameters.read(variables.parameters);
    const { main } = network(read, fixed, images, null, batchNorm);
    graph.signature('logits', { images }, { logits: main });
    return withSession(graph, (session) => {
      session.run('write', { value: rowsFor({ layout }, architecture, values) });
      return Array.from(session.run('logits', { images: normalized() }).logits as Float32Array);
    });
  }

  /** Returns the rows of the supernet that the architecture uses, as the child's parameters. */
  function rowsFor(
    child: Pick<OpenedChild, 'layout'>,
    architecture: Architecture,
    from: Record<string, Float32Array>,
  ): Float32Array {
    const numbers = child.layout.parameters.sets.flatMap(({ name, specs }) => {
      const range = supernet.findRange(name, architecture);
      const length = specs.reduce((sum, piece) => sum + piece.shape.reduce((a, b) => a * b, 1), 0);
      if (range === null) {
        // Edges of NAS-Bench-201 that do not lead to the output have weights in the child only, to no effect.
        if (spec.space.name === 'nasbench201') return new Array<number>(length).fill(0.1);
        throw new Error(`the supernet has no ${name} for ${architecture.join(' ')}`);
      }
      // Smaller kernels leave the end of a row unused.
      return [...slice(from, range).slice(0, length)];
    });
    return Float32Array.from(numbers);
  }

  function normalized(): Float32Array {
    const { height, width, imageChannels: channels, statistics } = spec;
    const length = height * width * channels;
    const pixels = pixelsFor(spec);
    const indices = supernet.lastImages('evalBatchSize');
    return Float32Array.from({ length: indices.length * length }, (__, i) => {
      const channel = i % channels;
      const byte = pixels[indices[Math.floor(i / length)] * length + (i % length)];
      return (byte / 255 - statistics.mean[channel]) / statistics.std[channel];
    });
  }
});

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
