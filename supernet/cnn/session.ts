import type { Value } from '../../src/graph/session';
import { ClassifierSession } from '../../src/networks/classifier/session';

/** A loaded graph with the signatures of `buildCnnSupernetGraph`. */
export class CnnSupernetSession extends ClassifierSession {
  /** Computes the statistics that evaluation normalizes by. @param batches indices of images, each of `spec.evalBatchSize` */
  computeStatistics(batches: readonly Int32Array[], inputs: Readonly<Record<string, Value>>): void {
    this.session.run('begin_statistics');
    for (const [i, indices] of batches.entries()) {
      this.session.run('statistics', { ...inputs, indices, share: Float32Array.of(1 / (i + 1)) });
    }
  }

  /** Keeps the weights and the optimizer's state until `endFineTuning`, and starts training anew from the weights of evaluation. */
  beginFineTuning(): void {
    this.session.run('begin_fine_tuning');
  }

  endFineTuning(): void {
    this.session.run('end_fine_tuning');
  }
}
