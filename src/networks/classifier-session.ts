import type { Graph } from '../graph/graph';
import { Session, type Value } from '../graph/session';
import type { ClassifierSpec } from './classifier-graph';

/** A batch of images that lie on the device. */
export interface ImageBatch {
  /** [batch] numbers of images. */
  readonly indices: Int32Array;
  /** [batch] their classes. */
  readonly labels: Int32Array;
}

/** What a training step tells of its batch, as it was before the update. */
export interface ClassifierStep {
  /** Mean, nats. */
  readonly loss: number;
  /** Fraction classified rightly. */
  readonly accuracy: number;
  /**
   * Euclidean norm of all gradients before they were clipped: where it is not finite, the weights are not finite from then
   * on.
   */
  readonly gradientNorm: number;
}

type Feeds = Readonly<Record<string, Value>>;

/** A graph that `addClassifier` was used on, loaded, with its images on the device and its parameters drawn. */
export class ClassifierSession {
  private readonly session: Session;

  /**
   * @param pixels 8-bit images, [images, height, width, channels]
   * @throws EnvironmentError where the native library is missing
   */
  constructor(
    graph: Graph,
    private readonly spec: ClassifierSpec,
    pixels: Uint8Array,
    seed: number,
  ) {
    this.session = Session.open(graph);
    this.session.run('load', { words: toInt32Words(pixels) });
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /**
   * One training step.
   *
   * @param step numbers the step in the whole run: with the seed it decides all that is random
   * @param inputs what the network takes besides
   */
  train(batch: ImageBatch, learningRate: number, seed: number, step: number, inputs: Feeds): ClassifierStep {
    const {
      loss,
      right: correct,
      gradient_norm: norm,
    } = this.session.run('train', {
      ...batch,
      ...inputs,
      learning_rate: Float32Array.of(learningRate),
      seed: Int32Array.of(seed, step),
    });
    return {
      loss: Number(loss[0]),
      accuracy: Number(correct[0]) / batch.indices.length,
      gradientNorm: Number(norm[0]),
    };
  }

  /**
   * Mean loss and accuracy over images, in batches of `spec.evalBatchSize`. A last batch that is not full is filled with
   * images from the first, which do not count.
   */
  evaluate({ indices, labels }: ImageBatch, inputs: Feeds): { loss: number; accuracy: number } {
    const size = this.spec.evalBatchSize;
    let loss = 0;
    let correct = 0;
    for (let start = 0; start < indices.length; start += size) {
      const positions = Array.from({ length: size }, (_, i) => start + i);
      const result = this.session.run('evaluate', {
        ...inputs,
        indices: Int32Array.from(positions, (position) => indices[position % indices.length]),
        labels: Int32Array.from(positions, (position) => labels[position % indices.length]),
        weight: Float32Array.from(positions, (position) => (position < indices.length ? 1 : 0)),
      });
      loss += Number(result.loss[0]);
      correct += Number(result.right[0]);
    }
    return { loss: loss / indices.length, accuracy: correct / indices.length };
  }

  /** Writes parameters and optimizer as `PREFIX.index` and `PREFIX.data-00000-of-00001`. */
  save(prefix: string): void {
    this.session.run('save', { prefix });
  }

  restore(prefix: string): void {
    this.session.run('restore', { prefix });
  }

  dispose(): void {
    this.session.dispose();
  }
}

/** Bytes as the int32 words that they are in memory, the last one filled up; not copied where they are whole words. */
function toInt32Words(pixels: Uint8Array): Int32Array {
  const { buffer, byteOffset, length } = pixels;
  if (byteOffset % 4 === 0 && length % 4 === 0) return new Int32Array(buffer, byteOffset, length / 4);
  const padded = new Uint8Array(4 * Math.ceil(pixels.length / 4));
  padded.set(pixels);
  return new Int32Array(padded.buffer);
}
