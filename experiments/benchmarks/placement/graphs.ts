import { buildControllerGraph } from '../../../controller/graph';
import { createCnnChildNetwork } from '../../../src/child/cnn/create-network';
import { buildCnnChildGraph } from '../../../src/child/cnn/graph';
import { buildRnnChildGraph } from '../../../src/child/rnn/graph';
import type { Graph } from '../../../src/graph/graph';
import { createRandomStream } from '../../../src/random';
import { resolveArchitecture } from '../../../src/run/resolve-architecture';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { toRnnCell } from '../../../src/space/rnn/cells';
import { createRnnSpace } from '../../../src/space/rnn/space';
import type { Architecture, Space } from '../../../src/space/space';
import { buildCnnSupernetGraph } from '../../../supernet/cnn/graph';
import { buildRnnSupernetGraph } from '../../../supernet/rnn/graph';
import {
  type CnnSize,
  CONTROLLER_SETTINGS,
  createCnnChildSpec,
  createCnnSupernetSpec,
  createRnnSupernetSpec,
  RNN_NODES,
  type RnnSize,
} from '../support/specs';

/** A compiled graph of a search, and the calls that are counted. */
export interface CountedGraph {
  readonly graph: Graph;
  /** Signatures that are called many times. */
  readonly signatures: readonly string[];
  /** The flags of each architecture that the calls are routed for; one without flags for a fixed network. */
  readonly routes: readonly Readonly<Record<string, readonly boolean[]>>[];
}

/** Random architectures over which a supernet's calls are averaged. */
const ARCHITECTURES = 20;

const CNN_PARTS = { augment: true, auxiliaryHead: true };
const RNN_PARTS = { dropout: true, averageWeights: true };

/** Sizes of the networks. */
export interface GraphSizes {
  readonly supernet: CnnSize;
  readonly child: CnnSize;
  readonly rnn: RnnSize;
}

/** The sizes of the benchmarks. */
export const BENCHMARK_SIZES: GraphSizes = {
  supernet: { cellsPerStack: 3, channels: 20, batchSize: 64, evalBatchSize: 100 },
  child: { cellsPerStack: 3, channels: 32, batchSize: 64, evalBatchSize: 100 },
  rnn: { hiddenSize: 300, vocabulary: 10_000, batchSize: 64, evalBatchSize: 64, bpttSteps: 35 },
};

const SCORED = ['train', 'evaluate'];

/** Builds the graphs of a search by name, with all parts of training that a preset may switch on. */
export const COUNTED_GRAPHS: Readonly<Record<string, (sizes: GraphSizes) => CountedGraph>> = {
  'cnn supernet': ({ supernet }) => {
    const { graph, route } = buildCnnSupernetGraph(createCnnSupernetSpec(supernet, CNN_PARTS), 'gpu');
    return { graph, signatures: SCORED, routes: routeAll(createCnnSpace(5), route) };
  },
  'rnn supernet': ({ rnn }) => {
    const { graph, layout } = buildRnnSupernetGraph(createRnnSupernetSpec(rnn, RNN_PARTS));
    const route = (architecture: Architecture) => layout.route(toRnnCell(architecture));
    return { graph, signatures: SCORED, routes: routeAll(createRnnSpace(RNN_NODES), route) };
  },
  'cnn child': ({ child }) => {
    const { space, architecture } = resolveArchitecture('NAONet-WS');
    const network = createCnnChildNetwork(space, architecture);
    if (network === undefined) throw new Error('NAONet-WS has no convolutional network');
    const { graph } = buildCnnChildGraph(createCnnChildSpec(child, CNN_PARTS), network, 'gpu');
    return { graph, signatures: SCORED, routes: [{}] };
  },
  'rnn child': ({ rnn }) => {
    const cell = toRnnCell(createRnnSpace(RNN_NODES).sample(createRandomStream(1, 'placement')));
    const { graph } = buildRnnChildGraph(createRnnSupernetSpec(rnn, RNN_PARTS), cell);
    return { graph, signatures: SCORED, routes: [{}] };
  },
  controller: () => ({
    graph: buildControllerGraph(createCnnSpace(5), CONTROLLER_SETTINGS),
    signatures: ['train', 'predict', 'improve'],
    routes: [{}],
  }),
};

function routeAll(space: Space, route: (architecture: Architecture) => { readonly cases: Uint8Array }) {
  const random = createRandomStream(1, 'placement');
  return Array.from({ length: ARCHITECTURES }, () => ({
    cases: Array.from(route(space.sample(random)).cases, (flag) => flag === 1),
  }));
}
