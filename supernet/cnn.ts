import type { Value } from '../src/graph/session';
import type { RoutingFeed } from '../src/layers/parameters/layout';
import type { Checkpointed } from '../src/networks/checkpoint';
import {
  type ClassifierMetrics,
  ClassifierSession,
  type ClassifierStep,
  type ImageBatch,
} from '../src/networks/classifier/session';
import type { Architecture } from '../src/space/space';
import { buildCnnSupernetGraph, type CnnSupernetGraph, type CnnSupernetSpec } from './cnn/graph';

export type { ImageBatch } from '../src/networks/classifier/session';
export type { CnnSupernetSpec } from './cnn/graph';

/** The shared weights of all CNN architectures, as one compiled graph: a training step is one call. */
export class CnnSupernet implements Checkpointed {
  private readonly session: ClassifierSession;
  private readonly built: CnnSupernetGraph;
  /** Nodes of the graph, for the benchmark. */
  readonly nodes: number;

  /**
   * Builds and loads the graph, and initializes the weights.
   *
   * @param pixels 8-bit images, [images, height, width, channels]
   * @throws EnvironmentError if the native library is missing
   */
  constructor(
    readonly spec: CnnSupernetSpec,
    pixels: Uint8Array,
    seed: number,
  ) {
    this.built = buildCnnSupernetGraph(spec);
    this.nodes = this.built.graph.nodes.length;
    this.session = new ClassifierSession(this.built.graph, spec, pixels, seed);
  }

  /**
   * Runs one training step of an architecture.
   *
   * @param step the step in the whole run: with the seed, it determines all randomness
   * @param averaging includes this step's weights in the averages, if `spec.averageWeights` is set
   */
  train(
    architecture: Architecture,
    batch: ImageBatch,
    learningRate: number,
    seed: number,
    step: number,
    averaging = false,
  ): ClassifierStep {
    const inputs: Record<string, Value> = this.route(architecture);
    if (this.spec.averageWeights) inputs.averaging = Float32Array.of(averaging ? 1 : 0);
    return this.session.train(batch, learningRate, seed, step, inputs);
  }

  /**
   * Returns mean loss and accuracy of an architecture over images, with the averages of the weights if `spec.averageWeights` is
   * set. Batch norm uses the statistics of each batch; an
   * incomplete last batch is padded with images of weight 0.
   */
  evaluate(architecture: Architecture, batch: ImageBatch): ClassifierMetrics {
    return this.session.evaluate(batch, this.route(architecture));
  }

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
    return { ...this.built.route(architecture) };
  }
}
