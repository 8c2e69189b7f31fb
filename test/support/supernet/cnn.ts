import { Graph } from '../../../src/graph/graph';
import type { Variable } from '../../../src/graph/ops';
import { Session, type Value } from '../../../src/graph/session';
import type { NetworkLayout } from '../../../src/layers/parameters/layout';
import { computeTotalSize } from '../../../src/layers/parameters/spec';
import { createRandomStream, randomInteger } from '../../../src/random';
import { type SupernetCells, toCnnCells } from '../../../src/space/cnn/cells';
import type { Architecture } from '../../../src/space/space';
import { buildCnnSupernetGraph, type CnnSupernetSpec } from '../../../supernet/cnn/graph';
import { buildCnnSupernetNetwork } from '../../../supernet/cnn/network';
import { addReadAndWrite, variablesOf } from './variables';

/** A supernet that a test trains in seconds: nothing random, plain gradient descent. */
export const TINY: CnnSupernetSpec = {
  nodes: 5,
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
};

/** Random pixels for `spec.images` images. */
export function pixelsFor({ images, height, width, imageChannels }: CnnSupernetSpec): Uint8Array {
  const random = createRandomStream(1, 'pixels');
  return Uint8Array.from({ length: images * height * width * imageChannels }, () =>
    randomInteger(random, 256),
  );
}

/** A class for each of the images, in turn. */
export function labelsFor({ classes }: CnnSupernetSpec, indices: Int32Array): Int32Array {
  return indices.map((image) => image % classes);
}

/** Where an architecture's parameters lie. */
interface Place {
  readonly variable: string;
  /** First number, and how many. */
  readonly start: number;
  readonly length: number;
}

/**
 * A supernet whose graph has three signatures more: `read` and `write` for all variables that train, `logits` for what
 * is scored.
 */
export class OpenedSupernet {
  readonly session: Session;
  private readonly plan: NetworkLayout<SupernetCells>;
  private readonly variables: readonly Variable[];
  private readonly layout: Layout;

  constructor(
    readonly spec: CnnSupernetSpec,
    seed = 3,
  ) {
    const { graph, plan } = buildCnnSupernetGraph(spec);
    this.plan = plan;
    this.layout = layoutOf(spec);
    this.variables = variablesOf(graph).filter(({ name }) => name !== 'images');
    addReadAndWrite(graph, this.variables);
    addLogits(graph);
    this.session = Session.open(graph);
    const padded = new Uint8Array(4 * Math.ceil(pixelsFor(spec).length / 4));
    padded.set(pixelsFor(spec));
    this.session.run('load', { words: new Int32Array(padded.buffer) });
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /** One step on the last images, or those given. */
  train(architecture: Architecture, learningRate: number, indices = this.lastImages('batchSize'), step = 0) {
    const {
      loss,
      right,
      gradient_norm: norm,
    } = this.session.run('train', {
      ...this.route(architecture),
      indices,
      labels: labelsFor(this.spec, indices),
      learning_rate: Float32Array.of(learningRate),
      seed: Int32Array.of(5, step),
    });
    return { loss: Number(loss[0]), right: Number(right[0]), norm: Number(norm[0]) };
  }

  /** Sum of losses and images classified rightly over images of weight 1. */
  evaluate(architecture: Architecture, weight?: Float32Array, indices = this.lastImages('evalBatchSize')) {
    const { loss, right } = this.session.run('evaluate', {
      ...this.route(architecture),
      indices,
      labels: labelsFor(this.spec, indices),
      weight: weight ?? new Float32Array(indices.length).fill(1),
    });
    return { loss: Number(loss[0]), right: Number(right[0]) };
  }

  /** The classifier's output for the last images: [batch * classes]. */
  logits(architecture: Architecture): number[] {
    const indices = this.lastImages('evalBatchSize');
    const { logits } = this.session.run('logits', { ...this.route(architecture), indices });
    return Array.from(logits as Float32Array);
  }

  /** All variables that train and the optimizer's, by name. */
  read(): Record<string, Float32Array> {
    return this.session.run('read') as Record<string, Float32Array>;
  }

  write(values: Readonly<Record<string, Value>>): void {
    this.session.run('write', values);
  }

  /** Where the parameters are that the network asks for by `name`, or null where the architecture has none. */
  place(name: string, architecture: Architecture): Place | null {
    const fixed = this.layout.fixed.get(name);
    if (fixed) return fixed;
    const slot = this.layout.slots.find((each) => each.name === name);
    if (!slot) throw new Error(`the network asks for no ${name}`);
    if (slot.pick(toCnnCells(architecture)) === null) return null;
    const row = this.route(architecture).rows[this.layout.slots.indexOf(slot)];
    return { variable: slot.variable, start: row * slot.length, length: slot.length };
  }

  /** Rows that are read in place of parameters that the architecture does not use. */
  standIns(architecture: Architecture): Place[] {
    const { rows } = this.route(architecture);
    const cells = toCnnCells(architecture);
    return this.layout.slots.flatMap(({ variable, length, pick }, i) =>
      pick(cells) === null ? [{ variable, start: rows[i] * length, length }] : [],
    );
  }

  /** Names of all parameters that the network asks for. */
  get names(): string[] {
    return [...this.layout.fixed.keys(), ...this.layout.slots.map((slot) => slot.name)];
  }

  route(architecture: Architecture): { cases: Uint8Array; rows: Int32Array } {
    return { ...this.plan.route(toCnnCells(architecture)) };
  }

  dispose(): void {
    this.session.dispose();
  }

  lastImages(count: 'batchSize' | 'evalBatchSize'): Int32Array {
    const length = this.spec[count];
    return Int32Array.from({ length }, (_, i) => this.spec.images - length + i);
  }
}

/** Opens a supernet for the time of `use`. */
export function withSupernet<T>(spec: CnnSupernetSpec, use: (supernet: OpenedSupernet) => T): T {
  const supernet = new OpenedSupernet(spec);
  try {
    return use(supernet);
  } finally {
    supernet.dispose();
  }
}

/** Where the parameters of a supernet are that the network asks for. */
export interface Layout {
  readonly fixed: ReadonlyMap<string, Place>;
  /** In the order of the rows that route. */
  readonly slots: readonly {
    name: string;
    variable: string;
    length: number;
    pick: (cells: SupernetCells) => number | null;
  }[];
}

/** How the plan lays out what the network asks for: fixed parameters in one variable, sets that are alike in one each. */
export function layoutOf(spec: CnnSupernetSpec): Layout {
  const graph = new Graph();
  const fixed = new Map<string, Place>();
  const banks = new Map<string, Layout['slots'][number][]>();
  let start = 0;
  const images = graph.placeholder('images', [2, spec.height, spec.width, spec.imageChannels], 'float32');
  const seed = graph.integers([0, 0]);
  const bit = (name: string) => graph.once(name, () => graph.placeholder(name, [], 'bool', 'cpu'));
  buildCnnSupernetNetwork(
    {
      choice: (name, cases) => ({
        name,
        cases: Array.from({ length: cases }, (_, i) => bit(`${name}/${i}`)),
      }),
      getWeights(name, pieces) {
        fixed.set(name, { variable: 'fixed', start, length: computeTotalSize(pieces) });
        start += computeTotalSize(pieces);
        return pieces.map(({ shape }, i) => graph.placeholder(`${name}/${i}`, shape, 'float32'));
      },
      selectWeights(name, _alternatives, pieces, pick) {
        const key = JSON.stringify(pieces);
        const slots = banks.get(key) ?? [];
        const variable = `bank${slots.length === 0 ? banks.size : [...banks.keys()].indexOf(key)}`;
        banks.set(key, [...slots, { name, variable, length: computeTotalSize(pieces), pick }]);
        return graph.placeholder(name, [computeTotalSize(pieces)], 'float32');
      },
    },
    spec,
    images,
    { dropPathKeep: 1, dropoutKeep: 1, pathSeed: seed, featureSeed: seed },
  );
  return { fixed, slots: [...banks.values()].flat() };
}

/** The classifier's output is what the cross-entropy is taken of. */
function addLogits(graph: Graph): void {
  const entropy = graph.nodes.find(
    ({ name, op }) => name.startsWith('evaluate/') && op === 'SparseSoftmaxCrossEntropyWithLogits',
  );
  const evaluate = graph.signatures.get('evaluate');
  if (!entropy || !evaluate) throw new Error('the graph does not score');
  const { cases, rows, indices } = evaluate.inputs;
  graph.signature('logits', { cases, rows, indices }, { logits: entropy.inputs[0] });
}

/** The parameters at a place. */
export function slice(values: Readonly<Record<string, Float32Array>>, place: Place): Float32Array {
  return values[place.variable].slice(place.start, place.start + place.length);
}
