import { buildCnnChildGraph, type CnnChildLayout, type CnnChildSpec } from '../../../src/child/cnn/graph';
import type { CnnChildNetwork } from '../../../src/child/cnn/network';
import { groupNodes } from '../../../src/graph/group';
import { assign, readVariable, type Variable } from '../../../src/graph/ops';
import { Session } from '../../../src/graph/session';
import type { GraphNode } from '../../../src/graph/tensor';
import { computeTotalSize } from '../../../src/layers/parameters/spec';
import type { CnnSupernetSpec } from '../../../supernet/cnn/graph';
import { labelsFor, pixelsFor } from '../supernet/cnn';

/** Returns the spec of a child with the settings of a supernet. */
export function childSpec(spec: CnnSupernetSpec): CnnChildSpec {
  return { ...spec, cellOutput: 'projected', dropPathKeep: spec.dropPathKeep === 1 ? 1 : 'fed' };
}

/** A child with two additional signatures: `read` for parameters and running averages, `write` for parameters. */
export class OpenedChild {
  readonly session: Session;
  readonly layout: CnnChildLayout;

  constructor(
    readonly spec: CnnChildSpec,
    network: CnnChildNetwork,
    seed = 3,
  ) {
    const { graph, layout } = buildCnnChildGraph(spec, network);
    this.layout = layout;
    const [fixed, norms] = ['fixed', 'norms'].map((name) => findVariable(graph.nodes, name));
    graph.signature('read', {}, { fixed: readVariable(fixed), norms: readVariable(norms) });
    const value = graph.placeholder('write/fixed', fixed.shape, 'float32');
    graph.signature('write', { fixed: value }, { done: groupNodes(graph, [assign(fixed, value)]) });
    this.session = Session.open(graph);
    const pixels = pixelsFor(spec);
    const padded = new Uint8Array(4 * Math.ceil(pixels.length / 4));
    padded.set(pixels);
    this.session.run('load', { words: new Int32Array(padded.buffer) });
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /** Runs one training step, by default on the last images. */
  train(learningRate: number, indices = this.lastImages('batchSize'), dropPathKeep = 1, step = 0) {
    const { loss, right } = this.session.run('train', {
      indices,
      labels: labelsFor(this.spec, indices),
      learning_rate: Float32Array.of(learningRate),
      seed: Int32Array.of(5, step),
      ...(this.spec.dropPathKeep === 'fed' ? { keep_path: Float32Array.of(dropPathKeep) } : {}),
    });
    return { loss: Number(loss[0]), right: Number(right[0]) };
  }

  /** Returns the sum of losses and the number of correctly classified images over images of weight 1. */
  evaluate(weight?: Float32Array, indices = this.lastImages('evalBatchSize')) {
    const { loss, right } = this.session.run('evaluate', {
      indices,
      labels: labelsFor(this.spec, indices),
      weight: weight ?? new Float32Array(indices.length).fill(1),
    });
    return { loss: Number(loss[0]), right: Number(right[0]) };
  }

  /** Returns all parameters, concatenated. */
  parameters(): Float32Array {
    return this.session.run('read').fixed as Float32Array;
  }

  /** Returns the running means of all norms, then the running variances. */
  averages(): Float32Array {
    return this.session.run('read').norms as Float32Array;
  }

  write(fixed: Float32Array): void {
    this.session.run('write', { fixed });
  }

  /** Name, first index and length of each set of parameters. */
  get sets(): { name: string; start: number; length: number }[] {
    let start = 0;
    return this.layout.parameters.sets.map(({ name, specs }) => {
      const length = computeTotalSize(specs);
      start += length;
      return { name, start: start - length, length };
    });
  }

  lastImages(count: 'batchSize' | 'evalBatchSize'): Int32Array {
    const length = this.spec[count];
    return Int32Array.from({ length }, (_, i) => this.spec.images - length + i);
  }

  dispose(): void {
    this.session.dispose();
  }
}

/** Opens a child, and disposes of it after `use`. */
export function withChild<T>(
  spec: CnnChildSpec,
  network: CnnChildNetwork,
  use: (child: OpenedChild) => T,
): T {
  const child = new OpenedChild(spec, network);
  try {
    return use(child);
  } finally {
    child.dispose();
  }
}

/** Finds a variable of a graph by its name. */
function findVariable(nodes: readonly GraphNode[], name: string): Variable {
  const node = nodes.find((each) => each.name === name && each.op === 'VarHandleOp');
  const shape = node?.attributes.shape;
  if (node === undefined || shape === undefined || !('shape' in shape))
    throw new Error(`no variable ${name}`);
  return { name, shape: shape.shape, dtype: 'float32', handle: node.outputs[0] };
}
