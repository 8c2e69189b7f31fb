import type { BpttWindow, WeightedBpttWindow } from '../../data/text/bptt-windows';
import type { Graph } from '../../graph/graph';
import { Session, type Value } from '../../graph/session';
import { CheckpointedSession } from '../checkpoint';

/** Metrics of a training step on its window, before the update. */
export interface LanguageModelStep {
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** Euclidean norm of all gradients before clipping. */
  readonly gradientNorm: number;
  /**
   * True if the loss or the norm was not finite: no parameter has changed, and the next window starts from a hidden state
   * of zero.
   */
  readonly skipped: boolean;
}

type Feeds = Readonly<Record<string, Value>>;

/** A loaded graph with the signatures of a language model. */
export class LanguageModelSession extends CheckpointedSession {
  /** Loads the graph and initializes the parameters. @throws EnvironmentError if the native library is missing */
  constructor(graph: Graph, seed: number) {
    super(Session.open(graph));
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /** Resets the hidden state of training to zero: the next window is the start of the text. */
  beginTraining(): void {
    this.session.run('begin_training', {});
  }

  /** Starts a new average of the weights: steps so far no longer count. Needs `spec.averageWeights`. */
  beginAveraging(): void {
    this.session.run('begin_averaging', {});
  }

  /**
   * Runs one training step, from the hidden state that the previous step left.
   *
   * @param averaging includes this step's weights in the averages, if the spec has `averageWeights`
   * @param step the step in the whole run: with the seed, it determines all randomness
   * @param inputs the network's additional inputs
   */
  train(
    { tokens, targets }: BpttWindow,
    learningRate: number,
    averaging: boolean,
    seed: number,
    step: number,
    inputs: Feeds,
  ): LanguageModelStep {
    const result = this.session.run('train', {
      tokens,
      targets,
      ...inputs,
      learning_rate: Float32Array.of(learningRate),
      averaging: Float32Array.of(averaging ? 1 : 0),
      seed: Int32Array.of(seed, step),
    });
    return {
      loss: Number(result.loss[0]),
      gradientNorm: Number(result.gradient_norm[0]),
      skipped: Number(result.skipped[0]) === 1,
    };
  }

  /** Returns the mean cross-entropy in nats over consecutive windows, carrying the hidden state from one to the next. */
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
}
