import type { Graph } from '../../graph/graph';
import { Session, type Value } from '../../graph/session';
import { CheckpointedSession } from '../checkpoint';
import type { ClassifierSpec } from './graph';

/** A batch of images on the device. */
export interface ImageBatch {
  /** [batch] indices of images. */
  readonly indices: Int32Array;
  /** [batch] their classes. */
  readonly labels: Int32Array;
}

/** Metrics of a training step on its batch, before the update. */
export interface ClassifierStep {
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** Fraction of correctly classified images. */
  readonly accuracy: number;
  /** Euclidean norm of all gradients before clipping. If it is not finite, the weights are not finite afterwards. */
  readonly gradientNorm: number;
}

/** Metrics of an evaluation. */
export interface ClassifierMetrics {
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** Fraction of correctly classified images. */
  readonly accuracy: number;
}

type Feeds = Readonly<Record<string, Value>>;

/** A loaded graph with the signatures of a classifier. */
export class ClassifierSession extends CheckpointedSession {
  /**
   * Loads the graph, copies the images to the device and initializes the parameters.
   *
   * @param pixels 8-bit images, [images, height, width, channels]
   * @throws EnvironmentError if the native library is missing
   */
  constructor(
    graph: Graph,
    private readonly spec: ClassifierSpec,
    pixels: Uint8Array,
    seed: number,
  ) {
    super(Session.open(graph));
    this.session.run('load', { words: toInt32Words(pixels) });
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /** Starts a new average of the weights: steps so far no longer count. Needs `spec.averageWeights`. */
  beginAveraging(): void {
    this.session.run('begin_averaging', {});
  }

  /**
   * Runs one training step.
   *
   * @param step the step in the whole run: with the seed, it determines all randomness
   * @param inputs the network's additional inputs
   */
  train(batch: ImageBatch, learningRate: number, seed: number, step: number, inputs: Feeds): ClassifierStep {
    const result = this.session.run('train', {
      ...batch,
      ...inputs,
      learning_rate: Float32Array.of(learningRate),
      seed: Int32Array.of(seed, step),
    });
    return {
      loss: Number(result.loss[0]),
      accuracy: Number(result.right[0]) / batch.indices.length,
      gradientNorm: Number(result.gradient_norm[0]),
    };
  }

  /**
   * Returns mean loss and accuracy over images, in batches of `spec.evalBatchSize`. What is missing from the last call's batches is
   * padded with images of weight 0.
   */
  evaluate({ indices, labels }: ImageBatch, inputs: Feeds): ClassifierMetrics {
    const size = this.spec.evalBatchSize * this.spec.parallelBatches;
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
      // Added batch by batch, so that the last digits do not depend on the number of parallel batches.
      for (let batch = 0; batch < this.spec.parallelBatches; batch++) {
        loss += Number(result.loss[batch]);
        correct += Number(result.right[batch]);
      }
    }
    return { loss: loss / indices.length, accuracy: correct / indices.length };
  }
}

/** Reinterprets bytes as int32 words. Copies only if the bytes have to be aligned or padded to whole words. */
function toInt32Words(pixels: Uint8Array): Int32Array {
  const { buffer, byteOffset, length } = pixels;
  if (byteOffset % 4 === 0 && length % 4 === 0) return new Int32Array(buffer, byteOffset, length / 4);
  const padded = new Uint8Array(4 * Math.ceil(pixels.length / 4));
  padded.set(pixels);
  return new Int32Array(padded.buffer);
}
