import type { NetworkLayout, RoutingFeed } from '../src/layers/parameters/layout';
import { ClassifierSession, type ClassifierStep, type ImageBatch } from '../src/networks/classifier-session';
import { type SupernetCells, toCnnCells } from '../src/space/cnn/cells';
import type { Architecture } from '../src/space/space';
import { buildCnnSupernetGraph, type CnnSupernetSpec } from './cnn/graph';

export type { ImageBatch } from '../src/networks/classifier-session';
export type { CnnSupernetSpec } from './cnn/graph';

/** Shared weights for all CNN architectures, as one compiled graph (DESIGN: one call per step). */
export class CnnSupernet {
  private readonly session: ClassifierSession;
  private readonly plan: NetworkLayout<SupernetCells>;
  /** Nodes of the graph, for the benchmark. */
  readonly nodes: number;

  /**
   * Builds, loads and initializes.
   *
   * @param pixels 8-bit images, [images, height, width, channels]
   * @throws EnvironmentError where the native library is missing
   */
  constructor(
    readonly spec: CnnSupernetSpec,
    pixels: Uint8Array,
    seed: number,
  ) {
    const { graph, plan } = buildCnnSupernetGraph(spec);
    this.plan = plan;
    this.nodes = graph.nodes.length;
    this.session = new ClassifierSession(graph, spec, pixels, seed);
  }

  /**
   * One training step.
   *
   * @param step numbers the step in the whole run: with the seed it decides all that is random
   */
  train(
    architecture: Architecture,
    batch: ImageBatch,
    learningRate: number,
    seed: number,
    step: number,
  ): ClassifierStep {
    return this.session.train(batch, learningRate, seed, step, this.route(architecture));
  }

  /**
   * Mean loss and accuracy of an architecture over images. Batch norm uses each batch's own statistics; a last batch that is
   * not full is filled with images from the first, which do not count.
   */
  evaluate(architecture: Architecture, batch: ImageBatch): { loss: number; accuracy: number } {
    return this.session.evaluate(batch, this.route(architecture));
  }

  /** Writes parameters and optimizer as `PREFIX.index` and `PREFIX.data-00000-of-00001`. */
  save(prefix: string): void {
    this.session.save(prefix);
  }

  restore(prefix: string): void {
    this.session.restore(prefix);
  }

  dispose(): void {
    this.session.dispose();
  }

  private route(architecture: Architecture): Record<keyof RoutingFeed, Uint8Array | Int32Array> {
    return { ...this.plan.route(toCnnCells(architecture)) };
  }
}
