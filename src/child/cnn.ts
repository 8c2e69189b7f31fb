import { getKernelTarget } from '../native/device';
import type { Checkpointed } from '../networks/checkpoint';
import {
  type ClassifierMetrics,
  ClassifierSession,
  type ClassifierStep,
  type ImageBatch,
} from '../networks/classifier/session';
import { buildCnnChildGraph, type CnnChildSpec } from './cnn/graph';
import type { CnnChildNetwork } from './cnn/network';

export type { ImageBatch, ClassifierStep } from '../networks/classifier/session';
export type { CnnChildSpec } from './cnn/graph';

/** The network of one CNN architecture with its own weights, as one compiled graph. */
export class CnnChild implements Checkpointed {
  private readonly session: ClassifierSession;
  /** Nodes of the graph, for the benchmark. */
  readonly nodes: number;

  /**
   * Builds and loads the graph, and initializes the weights.
   *
   * @param pixels 8-bit images, [images, height, width, channels]
   * @throws EnvironmentError if the native library is missing
   */
  constructor(
    readonly spec: CnnChildSpec,
    network: CnnChildNetwork,
    pixels: Uint8Array,
    seed: number,
  ) {
    const { graph } = buildCnnChildGraph(spec, network, getKernelTarget());
    this.nodes = graph.nodes.length;
    this.session = new ClassifierSession(graph, spec, pixels, seed);
  }

  /**
   * Runs one training step.
   *
   * @param step the step in the whole run: with the seed, it determines all randomness
   * @param dropPathKeep probability of keeping a path, above 0; ignored if `spec.dropPathKeep` is 1
   */
  train(
    batch: ImageBatch,
    learningRate: number,
    seed: number,
    step: number,
    dropPathKeep: number,
  ): ClassifierStep {
    const inputs: Record<string, Float32Array> =
      this.spec.dropPathKeep === 'fed' ? { keep_path: Float32Array.of(dropPathKeep) } : {};
    return this.session.train(batch, learningRate, seed, step, inputs);
  }

  /**
   * Returns mean loss and accuracy over images. Batch norm uses running averages, so that the result for an image does not
   * depend on its batch.
   */
  evaluate(batch: ImageBatch): ClassifierMetrics {
    return this.session.evaluate(batch, {});
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
}
