import type { BpttWindow, WeightedBpttWindow } from '../data/text/bptt-windows';
import type { Graph } from '../graph/graph';
import { Session, type Value } from '../graph/session';

/** What a training step tells. */
export interface LanguageModelStep {
  /** The window's mean cross-entropy in nats, before the update. */
  readonly loss: number;
  /** Euclidean norm of all gradients, before they are clipped. */
  readonly gradientNorm: number;
  /** One of them was not finite: no weight has changed, and the next window begins with a hidden state of zero. */
  readonly skipped: boolean;
}

type Feeds = Readonly<Record<string, Value>>;

/** A graph that `addLanguageModel` was used on, loaded, with its parameters drawn. */
export class LanguageModelSession {
  private readonly session: Session;

  /** @throws EnvironmentError where the native library is missing */
  constructor(graph: Graph, seed: number) {
    this.session = Session.open(graph);
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /** Sets the hidden state of training back to zero: the next window begins the text. */
  beginTraining(): void {
    this.session.run('begin_training', {});
  }

  /**
   * One training step, from the hidden state that the step before left.
   *
   * @param averaging whether weights are averaged from here on, where the network averages at all
   * @param step numbers the step in the whole run: with the seed it decides all that is random
   * @param inputs what the network takes besides
   */
  train(
    { tokens, targets }: BpttWindow,
    learningRate: number,
    averaging: boolean,
    seed: number,
    step: number,
    inputs: Feeds,
  ): LanguageModelStep {
    const {
      loss,
      gradient_norm: norm,
      skipped,
    } = this.session.run('train', {
      tokens,
      targets,
      ...inputs,
      learning_rate: Float32Array.of(learningRate),
      averaging: Float32Array.of(averaging ? 1 : 0),
      seed: Int32Array.of(seed, step),
    });
    return { loss: Number(loss[0]), gradientNorm: Number(norm[0]), skipped: Number(skipped[0]) === 1 };
  }

  /**
   * Mean cross-entropy in nats over a text, whose windows follow each other: the hidden state is carried from one to the
   * next.
   */
  evaluate(windows: readonly WeightedBpttWindow[], inputs: Feeds): number {
    this.session.run('begin_scoring', {});
    let loss = 0;
    let tokens = 0;
    for (const window of windows) {
      const result = this.session.run('evaluate', { ...window, ...inputs });
      loss += Number(result.loss[0]);
      for (const weight of window.weight) tokens += weight;
    }
    return loss / tokens;
  }

  /** Writes parameters, optimizer and hidden state as `PREFIX.index` and `PREFIX.data-00000-of-00001`. */
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
