import { ClassifierSession, type ClassifierStep, type ImageBatch } from '../networks/classifier-session';
import type { CnnCells } from '../space/cnn/cells';
import { buildCnnChildGraph, type CnnChildSpec } from './cnn/graph';

export type { ImageBatch, ClassifierStep } from '../networks/classifier-session';
export type { CnnChildSpec } from './cnn/graph';

/** The network of one architecture with weights of its own, as one compiled graph. */
export class CnnChild {
  private readonly session: ClassifierSession;
  /** Nodes of the graph, for the benchmark. */
  readonly nodes: number;

  /**
   * Builds, loads and initializes.
   *
   * @param pixels 8-bit images, [images, height, width, channels]
   * @throws EnvironmentError where the native library is missing
   */
  constructor(
    readonly spec: CnnChildSpec,
    cells: CnnCells,
    pixels: Uint8Array,
    seed: number,
  ) {
    const { graph } = buildCnnChildGraph(spec, cells);
    this.nodes = graph.nodes.length;
    this.session = new ClassifierSession(graph, spec, pixels, seed);
  }

  /**
   * One training step.
   *
   * @param step numbers the step in the whole run: with the seed it decides all that is random
   * @param dropPathKeep probability that a path is kept, above 0; of no effect where `spec.dropPathKeep` is 1
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

  /** Mean loss and accuracy over images, by running averages: an image's result does not depend on its batch. */
  evaluate(batch: ImageBatch): { loss: number; accuracy: number } {
    return this.session.evaluate(batch, {});
  }

  /** Writes parameters, running averages and optimizer as `PREFIX.index` and `PREFIX.data-00000-of-00001`. */
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
