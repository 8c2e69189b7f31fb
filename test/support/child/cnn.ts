import { buildCnnChildGraph, type CnnChildLayout, type CnnChildSpec } from '../../../src/child/cnn/graph';
import { groupNodes } from '../../../src/graph/group';
import { assign, readVariable, type Variable } from '../../../src/graph/ops';
import { Session } from '../../../src/graph/session';
import type { GraphNode } from '../../../src/graph/tensor';
import { computeTotalSize } from '../../../src/layers/parameters/spec';
import type { CnnCells } from '../../../src/space/cnn/cells';
import type { CnnSupernetSpec } from '../../../supernet/cnn/graph';
import { labelsFor, pixelsFor } from '../supernet/cnn';

/** A child with the settings and the form of a supernet. */
export function childSpec(spec: CnnSupernetSpec): CnnChildSpec {
  return { ...spec, cellOutput: 'projected', dropPathKeep: spec.dropPathKeep === 1 ? 1 : 'fed' };
}

/** A child whose graph has two signatures more: `read` and `write` for parameters and running averages. */
export class OpenedChild {
  readonly session: Session;
  readonly plan: CnnChildLayout;

  constructor(
    readonly spec: CnnChildSpec,
    cells: CnnCells,
    seed = 3,
  ) {
    const { graph, plan } = buildCnnChildGraph(spec, cells);
    this.plan = plan;
    const [fixed, norms] = ['fixed', 'norms'].map((name) => existing(graph.nodes, name));
    graph.signature('read', {}, { fixed: readVariable(fixed), norms: readVariable(norms) });
    const value = graph.placeholder('write/fixed', fixed.shape, 'float32');
    graph.signature('write', { fixed: value }, { done: groupNodes(graph, [assign(fixed, value)]) });
    this.session = Session.open(graph);
    const pixels = pixelsFor({ ...spec, dropPathKeep: 1 });
    const padded = new Uint8Array(4 * Math.ceil(pixels.length / 4));
    padded.set(pixels);
    this.session.run('load', { words: new Int32Array(padded.buffer) });
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /** One step on the last images, or those given. */
  train(learningRate: number, indices = this.lastImages('batchSize'), dropPathKeep = 1, step = 0) {
    const { loss, right } = this.session.run('train', {
      indices,
      labels: labelsFor({ ...this.spec, dropPathKeep: 1 }, indices),
      learning_rate: Float32Array.of(learningRate),
      seed: Int32Array.of(5, step),
      ...(this.spec.dropPathKeep === 'fed' ? { keep_path: Float32Array.of(dropPathKeep) } : {}),
    });
    return { loss: Number(loss[0]), right: Number(right[0]) };
  }

  /** Sum of losses and images classified rightly over images of weight 1. */
  evaluate(weight?: Float32Array, indices = this.lastImages('evalBatchSize')) {
    const { loss, right } = this.session.run('evaluate', {
      indices,
      labels: labelsFor({ ...this.spec, dropPathKeep: 1 }, indices),
      weight: weight ?? new Float32Array(indices.length).fill(1),
    });
    return { loss: Number(loss[0]), right: Number(right[0]) };
  }

  /** All parameters, one after the other. */
  parameters(): Float32Array {
    return this.session.run('read').fixed as Float32Array;
  }

  /** Running means of all norms, then running variances. */
  averages(): Float32Array {
    return this.session.run('read').norms as Float32Array;
  }

  write(fixed: Float32Array): void {
    this.session.run('write', { fixed });
  }

  /** Names of all sets of parameters, where each begins and how many numbers it has. */
  get layout(): { name: string; start: number; length: number }[] {
    let start = 0;
    return this.plan.parameters.sets.map(({ name, pieces }) => {
      const length = computeTotalSize(pieces);
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

/** Opens a child for the time of `use`. */
export function withChild<T>(spec: CnnChildSpec, cells: CnnCells, use: (child: OpenedChild) => T): T {
  const child = new OpenedChild(spec, cells);
  try {
    return use(child);
  } finally {
    child.dispose();
  }
}

/** A variable of a graph by its name. */
function existing(nodes: readonly GraphNode[], name: string): Variable {
  const node = nodes.find((each) => each.name === name && each.op === 'VarHandleOp');
  const shape = node?.attributes.shape;
  if (node === undefined || shape === undefined || !('shape' in shape))
    throw new Error(`no variable ${name}`);
  return { name, shape: shape.shape, dtype: 'float32', handle: node.outputs[0] };
}
