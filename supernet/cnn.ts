import type { Value } from '../src/graph/session';
import type { RoutingFeed } from '../src/layers/parameters/layout';
import { getKernelTarget } from '../src/native/device';
import type { Checkpointed } from '../src/networks/checkpoint';
import type { ClassifierMetrics, ClassifierStep, ImageBatch } from '../src/networks/classifier/session';
import type { Architecture } from '../src/space/space';
import { buildCnnSupernetGraph, type CnnSupernetGraph, type CnnSupernetSpec } from './cnn/graph';
import { CnnSupernetSession } from './cnn/session';

export type { ImageBatch } from '../src/networks/classifier/session';
export type { CnnSupernetSpec } from './cnn/graph';

/** A training step that leaves no trace. */
export interface FineTuningStep {
  readonly batch: ImageBatch;
  readonly learningRate: number;
}

/** The shared weights of all CNN architectures, as one compiled graph: a training step is one call. */
export class CnnSupernet implements Checkpointed {
  private readonly session: CnnSupernetSession;
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
    this.built = buildCnnSupernetGraph(spec, getKernelTarget());
    this.nodes = this.built.graph.nodes.length;
    this.session = new CnnSupernetSession(this.built.graph, spec, pixels, seed);
  }

  /** Starts a new average of the weights: steps so far no longer count. Needs `spec.averageWeights`. */
  beginAveraging(): void {
    this.session.beginAveraging();
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
   * Trains one architecture alone, from the weights that `evaluate` uses and without momentum, and calls `use`. Afterwards all
   * weights are what they were before. Needs `spec.fineTuning`.
   *
   * @param seed determines all randomness with the number of the step
   */
  withFineTuning<T>(
    architecture: Architecture,
    steps: readonly FineTuningStep[],
    seed: number,
    use: () => T,
  ): T {
    this.session.beginFineTuning();
    try {
      for (const [i, { batch, learningRate }] of steps.entries()) {
        this.train(architecture, batch, learningRate, seed, i);
      }
      return use();
    } finally {
      this.session.endFineTuning();
    }
  }

  /**
   * Returns mean loss and accuracy of an architecture over images, with the averages of the weights if `spec.averageWeights` is
   * set. An incomplete last batch is padded with images of weight 0.
   *
   * @param statisticsBatches images whose statistics batch norm uses, `spec.evalBatchSize` each; none without
   *   `spec.accumulateStatistics`, where it uses those of each batch
   */
  evaluate(
    architecture: Architecture,
    batch: ImageBatch,
    statisticsBatches: readonly Int32Array[] = [],
  ): ClassifierMetrics {
    const inputs = this.route(architecture);
    if (this.spec.accumulateStatistics !== statisticsBatches.length > 0) {
      throw new Error(
        `got ${statisticsBatches.length} batches for statistics, but accumulateStatistics is ${this.spec.accumulateStatistics}`,
      );
    }
    if (this.spec.accumulateStatistics) this.session.computeStatistics(statisticsBatches, inputs);
    return this.session.evaluate(batch, inputs);
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
