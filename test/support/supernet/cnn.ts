import { Graph } from '../../../src/graph/graph';
import { batchNorm, type Variable } from '../../../src/graph/ops';
import { Session, type Value } from '../../../src/graph/session';
import { computeTotalSize } from '../../../src/layers/parameters/spec';
import type { ClassifierSpec } from '../../../src/networks/classifier/graph';
import type { CnnNetworkSpec } from '../../../src/networks/classifier/network';
import { createRandomStream, randomInteger } from '../../../src/random';
import type { Architecture } from '../../../src/space/space';
import type { ImageBatch } from '../../../supernet/cnn';
import {
  buildCnnSupernetGraph,
  type CnnSupernetGraph,
  type CnnSupernetSpec,
} from '../../../supernet/cnn/graph';
import { createNaoCellsSupernet } from '../../../supernet/cnn/nao-cells/network';
import { createNasBench201Supernet } from '../../../supernet/cnn/nasbench201';
import type { CnnSupernetNetwork } from '../../../supernet/cnn/network';
import { addReadAndWrite, variablesOf } from './variables';

/** A supernet that a test trains in seconds: nothing random, plain gradient descent. */
export const TINY: CnnSupernetSpec = {
  space: { name: 'cnn', nodes: 5 },
  cellsPerStack: 1,
  channels: 4,
  classes: 3,
  auxiliaryHead: false,
  images: 12,
  height: 8,
  width: 8,
  imageChannels: 3,
  statistics: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.25] },
  augmentation: { cropPaddingPixels: 0, horizontalFlip: false, cutoutPixels: 0 },
  batchSize: 4,
  evalBatchSize: 4,
  momentum: 0,
  nesterov: false,
  weightDecay: 0,
  clipNorm: 0,
  dropPathKeep: 1,
  dropoutKeep: 1,
  auxiliaryWeight: 0.4,
  labelSmoothing: 0,
  averageWeights: false,
  parallelBatches: 1,
  accumulateStatistics: false,
  recompute: false,
  fineTuning: false,
};

type ImageSpec = Pick<ClassifierSpec, 'images' | 'height' | 'width' | 'imageChannels'>;

/** Random pixels for `spec.images` images. */
export function pixelsFor({ images, height, width, imageChannels }: ImageSpec): Uint8Array {
  const random = createRandomStream(1, 'pixels');
  return Uint8Array.from({ length: images * height * width * imageChannels }, () =>
    randomInteger(random, 256),
  );
}

/** Assigns the classes to the images in turn. */
export function labelsFor({ classes }: Pick<CnnNetworkSpec, 'classes'>, indices: Int32Array): Int32Array {
  return indices.map((image) => image % classes);
}

/** Returns the batch of these images of TINY. */
export function createBatch(...indices: number[]): ImageBatch {
  return { indices: Int32Array.from(indices), labels: labelsFor(TINY, Int32Array.from(indices)) };
}

/** The range of a variable that holds some parameters. */
interface ParameterRange {
  readonly variable: string;
  /** Index of the first number. */
  readonly start: number;
  readonly length: number;
}

/**
 * A supernet with three additional signatures: `read` and `write` for all variables except the images, and `logits` of the
 * evaluation.
 */
export class OpenedSupernet {
  readonly session: Session;
  private readonly built: CnnSupernetGraph;
  private readonly variables: readonly Variable[];
  private readonly parameters: ParameterMap;

  constructor(
    readonly spec: CnnSupernetSpec,
    seed = 3,
  ) {
    this.built = buildCnnSupernetGraph(spec);
    const { graph } = this.built;
    this.parameters = traceParameterMap(spec);
    this.variables = variablesOf(graph).filter(({ name }) => !isTemporary(name));
    addReadAndWrite(graph, this.variables);
    addLogits(graph);
    this.session = Session.open(graph);
    const padded = new Uint8Array(4 * Math.ceil(pixelsFor(spec).length / 4));
    padded.set(pixelsFor(spec));
    this.session.run('load', { words: new Int32Array(padded.buffer) });
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /**
   * Runs one training step, by default on the last images.
   *
   * @param averaging 1 to include the step's weights in the averages, if the spec has them
   */
  train(
    architecture: Architecture,
    learningRate: number,
    indices = this.lastImages('batchSize'),
    step = 0,
    averaging = 0,
  ) {
    const {
      loss,
      right,
      gradient_norm: norm,
    } = this.session.run('train', {
      ...this.route(architecture),
      ...(this.spec.averageWeights ? { averaging: Float32Array.of(averaging) } : {}),
      indices,
      labels: labelsFor(this.spec, indices),
      learning_rate: Float32Array.of(learningRate),
      seed: Int32Array.of(5, step),
    });
    return { loss: Number(loss[0]), right: Number(right[0]), norm: Number(norm[0]) };
  }

  /** Computes the statistics that the evaluation normalizes by, if the spec accumulates them. */
  computeStatistics(architecture: Architecture, batches: readonly Int32Array[]): void {
    this.session.run('begin_statistics');
    batches.forEach((indices, i) => {
      const share = Float32Array.of(1 / (i + 1));
      this.session.run('statistics', { ...this.route(architecture), indices, share });
    });
  }

  /** Returns the sum of losses and the number of correctly classified images over images of weight 1. */
  evaluate(architecture: Architecture, weight?: Float32Array, indices = this.lastImages('evalBatchSize')) {
    const { loss, right } = this.session.run('evaluate', {
      ...this.route(architecture),
      indices,
      labels: labelsFor(this.spec, indices),
      weight: weight ?? new Float32Array(indices.length).fill(1),
    });
    return { loss: Number(loss[0]), right: Number(right[0]) };
  }

  /** Returns the logits of the last images: [batch * classes]. */
  logits(architecture: Architecture): number[] {
    const indices = this.lastImages('evalBatchSize');
    const { logits } = this.session.run('logits', { ...this.route(architecture), indices });
    return Array.from(logits as Float32Array);
  }

  /** Returns the parameters and the optimizer's variables, by name. */
  read(): Record<string, Float32Array> {
    return this.session.run('read') as Record<string, Float32Array>;
  }

  write(values: Readonly<Record<string, Value>>): void {
    this.session.run('write', values);
  }

  /** Returns the range of the parameters `name`, or null if the architecture does not use them. */
  findRange(name: string, architecture: Architecture): ParameterRange | null {
    const fixed = this.parameters.fixed.get(name);
    if (fixed) return fixed;
    const slot = this.parameters.slots.find((each) => each.name === name);
    if (!slot) throw new Error(`the network has no parameters ${name}`);
    if (slot.pick(architecture) === null) return null;
    const row = this.route(architecture).rows[this.parameters.slots.indexOf(slot)];
    return { variable: slot.variable, start: row * slot.length, length: slot.length };
  }

  /** Returns the rows that are selected for parameters that the architecture does not use. */
  unusedRows(architecture: Architecture): ParameterRange[] {
    const { rows } = this.route(architecture);
    return this.parameters.slots.flatMap(({ variable, length, pick }, i) =>
      pick(architecture) === null ? [{ variable, start: rows[i] * length, length }] : [],
    );
  }

  /** Names of all parameters of the network. */
  get names(): string[] {
    return [...this.parameters.fixed.keys(), ...this.parameters.slots.map((slot) => slot.name)];
  }

  route(architecture: Architecture): { cases: Uint8Array; rows: Int32Array } {
    return { ...this.built.route(architecture) };
  }

  dispose(): void {
    this.session.dispose();
  }

  lastImages(count: 'batchSize' | 'evalBatchSize'): Int32Array {
    const length = this.spec[count];
    return Int32Array.from({ length }, (_, i) => this.spec.images - length + i);
  }
}

/** Returns whether a variable is no state of the training. */
function isTemporary(name: string): boolean {
  return name === 'images' || name === 'norms' || name.endsWith('/backup');
}

/** Opens a supernet, and disposes of it after `use`. */
export function withSupernet<T>(spec: CnnSupernetSpec, use: (supernet: OpenedSupernet) => T): T {
  const supernet = new OpenedSupernet(spec);
  try {
    return use(supernet);
  } finally {
    supernet.dispose();
  }
}

/** Ranges of all parameters of a supernet. */
export interface ParameterMap {
  readonly fixed: ReadonlyMap<string, ParameterRange>;
  /** In the order of the rows that are fed. */
  readonly slots: readonly {
    name: string;
    variable: string;
    length: number;
    pick: (architecture: Architecture) => number | null;
  }[];
}

/** Computes the ranges independently of `NetworkLayout`: fixed parameters in one variable, sets with equal specs in one each. */
export function traceParameterMap(spec: CnnSupernetSpec): ParameterMap {
  return spec.space.name === 'nasbench201'
    ? traceNetwork(spec, createNasBench201Supernet(spec))
    : traceNetwork(spec, createNaoCellsSupernet({ ...spec, nodes: spec.space.nodes }));
}

function traceNetwork<A>(spec: CnnSupernetSpec, network: CnnSupernetNetwork<A>): ParameterMap {
  const graph = new Graph();
  const fixed = new Map<string, ParameterRange>();
  const banks = new Map<string, ParameterMap['slots'][number][]>();
  let start = 0;
  const images = graph.placeholder('images', [2, spec.height, spec.width, spec.imageChannels], 'float32');
  const seed = graph.integers([0, 0]);
  const bit = (name: string) => graph.once(name, () => graph.placeholder(name, [], 'bool', 'cpu'));
  network.build(
    {
      choice: (name, cases) => ({
        name,
        cases: Array.from({ length: cases }, (_, i) => bit(`${name}/${i}`)),
      }),
      getWeights(name, specs) {
        fixed.set(name, { variable: 'fixed', start, length: computeTotalSize(specs) });
        start += computeTotalSize(specs);
        return specs.map(({ shape }, i) => graph.placeholder(`${name}/${i}`, shape, 'float32'));
      },
      selectWeights(name, _alternatives, specs, pick) {
        const key = JSON.stringify(specs);
        const slots = banks.get(key) ?? [];
        const variable = `bank${slots.length === 0 ? banks.size : [...banks.keys()].indexOf(key)}`;
        const slot = {
          name,
          variable,
          length: computeTotalSize(specs),
          pick: (architecture: Architecture) => pick(network.toRoute(architecture)),
        };
        banks.set(key, [...slots, slot]);
        return specs.map(({ shape }, i) => graph.placeholder(`${name}/${i}`, shape, 'float32'));
      },
    },
    images,
    { dropPathKeep: 1, dropoutKeep: 1, pathSeed: seed, featureSeed: seed },
    batchNorm,
  );
  return { fixed, slots: [...banks.values()].flat() };
}

/** Adds the signature `logits`: the input of the evaluation's cross-entropy. */
function addLogits(graph: Graph): void {
  const entropy = graph.nodes.find(
    ({ name, op }) => name.startsWith('evaluate/') && op === 'SparseSoftmaxCrossEntropyWithLogits',
  );
  const evaluate = graph.signatures.get('evaluate');
  if (!entropy || !evaluate) throw new Error('the graph has no evaluation');
  const { cases, rows, indices } = evaluate.inputs;
  graph.signature('logits', { cases, rows, indices }, { logits: entropy.inputs[0] });
}

/** Returns the parameters of a range. */
export function slice(values: Readonly<Record<string, Float32Array>>, range: ParameterRange): Float32Array {
  return values[range.variable].slice(range.start, range.start + range.length);
}
