import { Session } from '../src/graph/session';
import type { Plan, Routing } from '../src/layers/plan';
import { cnnCells, type SupernetCells } from '../src/space/cnn-cells';
import type { Architecture } from '../src/space/space';
import { supernetGraph, type SupernetSpec } from './graph';

export type { SupernetSpec } from './graph';

/** A batch of images that lie on the device. */
export interface Batch {
  /** [batch] numbers of images. */
  readonly indices: Int32Array;
  /** [batch] their classes. */
  readonly labels: Int32Array;
}

/** Shared weights for all CNN architectures, as one compiled graph (DESIGN: one call per step). */
export class CnnSupernet {
  private readonly session: Session;
  private readonly plan: Plan<SupernetCells>;
  /** Nodes of the graph, for the benchmark. */
  readonly nodes: number;

  /**
   * Builds, loads and initialises.
   *
   * @param pixels 8-bit images, [images, height, width, channels]
   * @throws EnvironmentError where the native library is missing
   */
  constructor(
    readonly spec: SupernetSpec,
    pixels: Uint8Array,
    seed: number,
  ) {
    const { graph, plan } = supernetGraph(spec);
    this.plan = plan;
    this.nodes = graph.nodes.length;
    this.session = Session.open(graph);
    this.session.run('load', { words: asWords(pixels) });
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /**
   * One training step.
   *
   * @param step numbers the step in the whole run: with the seed it decides all that is random
   * @returns the batch's mean loss in nats and the fraction of it classified rightly, before the update, and the Euclidean
   *   norm of all gradients before they were clipped: where it is not finite, the weights are not finite from then on
   */
  train(
    architecture: Architecture,
    batch: Batch,
    learningRate: number,
    seed: number,
    step: number,
  ): { loss: number; accuracy: number; gradientNorm: number } {
    const {
      loss,
      right,
      gradient_norm: norm,
    } = this.session.run('train', {
      ...batch,
      ...this.route(architecture),
      learning_rate: Float32Array.of(learningRate),
      seed: Int32Array.of(seed, step),
    });
    return {
      loss: Number(loss[0]),
      accuracy: Number(right[0]) / batch.indices.length,
      gradientNorm: Number(norm[0]),
    };
  }

  /**
   * Mean loss and accuracy of an architecture over images, in batches of `spec.scoreBatchImages`. Batch norm uses each
   * batch's own statistics; a last batch that is not full is filled with images from the first, which do not count.
   */
  evaluate(architecture: Architecture, { indices, labels }: Batch): { loss: number; accuracy: number } {
    const size = this.spec.scoreBatchImages;
    const route = this.route(architecture);
    let loss = 0;
    let right = 0;
    for (let start = 0; start < indices.length; start += size) {
      const places = Array.from({ length: size }, (_, i) => start + i);
      const result = this.session.run('evaluate', {
        ...route,
        indices: Int32Array.from(places, (place) => indices[place % indices.length]),
        labels: Int32Array.from(places, (place) => labels[place % indices.length]),
        weight: Float32Array.from(places, (place) => (place < indices.length ? 1 : 0)),
      });
      loss += Number(result.loss[0]);
      right += Number(result.right[0]);
    }
    return { loss: loss / indices.length, accuracy: right / indices.length };
  }

  /** Writes parameters and optimiser as `PREFIX.index` and `PREFIX.data-00000-of-00001`. */
  save(prefix: string): void {
    this.session.run('save', { prefix });
  }

  restore(prefix: string): void {
    this.session.run('restore', { prefix });
  }

  dispose(): void {
    this.session.dispose();
  }

  private route(architecture: Architecture): Routing {
    return this.plan.route(cnnCells(architecture));
  }
}

/** Bytes as the int32 words that they are in memory, the last one filled up; not copied where they are whole words. */
function asWords(pixels: Uint8Array): Int32Array {
  const { buffer, byteOffset, length } = pixels;
  if (byteOffset % 4 === 0 && length % 4 === 0) return new Int32Array(buffer, byteOffset, length / 4);
  const padded = new Uint8Array(4 * Math.ceil(pixels.length / 4));
  padded.set(pixels);
  return new Int32Array(padded.buffer);
}
