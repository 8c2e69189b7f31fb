import { Session, type Value } from '../src/graph/session';
import { CheckpointedSession } from '../src/networks/checkpoint';
import { createRandomStream, randomPermutation } from '../src/random';
import type { Space } from '../src/space/space';
import { type PaddedBatch, splitIntoBatches } from './batches';
import type { Controller, ControllerSettings, EpochMetrics, Example } from './controller';
import { buildControllerGraph } from './graph';

/**
 * Builds and loads the controller for a space. It has no weights before `initialize` or `restore`.
 *
 * @throws EnvironmentError if the native library is missing
 */
export function createController(space: Space, settings: ControllerSettings): Controller {
  return new NaoController(space, settings.batchSize, Session.open(buildControllerGraph(space, settings)));
}

/** NAO's controller (Luo et al. 2018, section 3.2) as one compiled graph, which is called once per batch. */
class NaoController extends CheckpointedSession implements Controller {
  constructor(
    private readonly space: Space,
    private readonly batchSize: number,
    session: Session,
  ) {
    super(session);
  }

  initialize(seed: number): void {
    this.session.run('init', { seed: Int32Array.of(seed) });
  }

  trainEpoch(examples: readonly Example[], seed: number, epoch: number): EpochMetrics {
    if (examples.length === 0) throw new RangeError('no examples: an epoch needs at least one');
    const invalid = examples.findIndex((example) => !Number.isFinite(example.target));
    if (invalid >= 0) {
      throw new RangeError(
        `the target of example ${invalid} is ${examples[invalid].target}: it must be finite`,
      );
    }
    const order = randomPermutation(createRandomStream(seed, 'controller-order', epoch), examples.length);
    const tokens = examples.map((example) => example.tokens);
    const sums = { loss: 0, predictorLoss: 0, reconstructionLoss: 0 };
    let gradientNorm = 0;
    for (const { items, count } of splitIntoBatches(order, this.batchSize)) {
      const results = this.session.run('train', {
        tokens: this.flattenTokens(tokens, items),
        targets: Float32Array.from(items, (item) => examples[item].target),
        // Padding has weight 0: the step is that of the batch without it.
        weights: Float32Array.from(items, (_, i) => (i < count ? 1 / count : 0)),
      });
      sums.loss += Number(results.loss[0]) * count;
      sums.predictorLoss += Number(results.predictorLoss[0]) * count;
      sums.reconstructionLoss += Number(results.reconstructionLoss[0]) * count;
      gradientNorm = Math.max(gradientNorm, Number(results.gradientNorm[0]));
    }
    return {
      loss: sums.loss / examples.length,
      predictorLoss: sums.predictorLoss / examples.length,
      reconstructionLoss: sums.reconstructionLoss / examples.length,
      gradientNorm,
    };
  }

  predict(architectures: readonly (readonly number[])[]): number[] {
    return this.runInBatches(architectures, ({ items, count }) => {
      const { predictions } = this.session.run('predict', {
        tokens: this.flattenTokens(architectures, items),
      });
      return toNumbers(predictions).slice(0, count);
    });
  }

  reconstruct(architectures: readonly (readonly number[])[]): number[][] {
    return this.improve(architectures, 0);
  }

  improve(architectures: readonly (readonly number[])[], stepSize: number): number[][] {
    const { length } = this.space;
    return this.runInBatches(architectures, ({ items, count }) => {
      const { decoded } = this.session.run('improve', {
        tokens: this.flattenTokens(architectures, items),
        stepSize: Float32Array.of(stepSize),
      });
      const all = toNumbers(decoded);
      return Array.from({ length: count }, (_, i) => all.slice(i * length, (i + 1) * length));
    });
  }

  private runInBatches<T>(architectures: readonly unknown[], run: (batch: PaddedBatch) => T[]): T[] {
    return splitIntoBatches([...architectures.keys()], this.batchSize).flatMap(run);
  }

  /** Concatenates the tokens of the indexed architectures. @throws RangeError for tokens that are not in the space */
  private flattenTokens(architectures: readonly (readonly number[])[], items: readonly number[]): Int32Array {
    const { length, vocabulary } = this.space;
    const flat = new Int32Array(items.length * length);
    items.forEach((item, row) => {
      const tokens = architectures[item];
      if (tokens.length !== length || tokens.some((token) => !(token >= 0 && token < vocabulary))) {
        throw new RangeError(
          `invalid tokens ${tokens.join(' ')}: ${this.space.name} takes ${length} tokens from 0 to ${vocabulary - 1}`,
        );
      }
      flat.set(tokens, row * length);
    });
    return flat;
  }
}

function toNumbers(value: Value): number[] {
  if (typeof value === 'string') throw new TypeError('expected a numeric tensor, got a string');
  return Array.from(value);
}
