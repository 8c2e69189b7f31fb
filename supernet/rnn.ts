import { Session } from '../src/graph/session';
import type { Plan, Routing } from '../src/layers/plan';
import { rnnCell, type RnnCell } from '../src/space/rnn-cells';
import type { Architecture } from '../src/space/space';
import { rnnSupernetGraph, type RnnSupernetSpec } from './rnn/graph';

export type { RnnSupernetSpec } from './rnn/graph';

/** A window of text: words and the words that follow them, time by time. */
export interface Window {
  /** int32 [time, sequences] */
  readonly tokens: Int32Array;
  /** int32 [time, sequences] */
  readonly targets: Int32Array;
}

/** What a training step tells. */
export interface RnnStep {
  /** The window's mean cross-entropy in nats, before the update. */
  readonly loss: number;
  /** Euclidean norm of all gradients, before they are clipped. */
  readonly gradientNorm: number;
  /** One of them was not finite: no weight has changed, and the next window begins with a hidden state of zero. */
  readonly skipped: boolean;
}

/** Shared weights for all recurrent cells in a language model, as one compiled graph. */
export class RnnSupernet {
  private readonly session: Session;
  private readonly plan: Plan<RnnCell>;
  /** Nodes of the graph, for the benchmark. */
  readonly nodes: number;

  /** Builds, loads and initialises. @throws EnvironmentError where the native library is missing */
  constructor(
    readonly spec: RnnSupernetSpec,
    seed: number,
  ) {
    const { graph, plan } = rnnSupernetGraph(spec);
    this.plan = plan;
    this.nodes = graph.nodes.length;
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
   */
  train(
    architecture: Architecture,
    window: Window,
    learningRate: number,
    averaging: boolean,
    seed: number,
    step: number,
  ): RnnStep {
    const {
      loss,
      gradient_norm: norm,
      skipped,
    } = this.session.run('train', {
      ...window,
      ...this.route(architecture),
      learning_rate: Float32Array.of(learningRate),
      averaging: Float32Array.of(averaging ? 1 : 0),
      seed: Int32Array.of(seed, step),
    });
    return { loss: Number(loss[0]), gradientNorm: Number(norm[0]), skipped: Number(skipped[0]) === 1 };
  }

  /**
   * Mean cross-entropy in nats of an architecture over a text, whose windows follow each other: the hidden state is
   * carried from one to the next.
   *
   * @param windows each with the weight of every token, 0 for what only fills a window up: float32 [time * sequences]
   */
  evaluate(architecture: Architecture, windows: readonly (Window & { weight: Float32Array })[]): number {
    const route = this.route(architecture);
    this.session.run('begin_scoring', {});
    let loss = 0;
    let tokens = 0;
    for (const window of windows) {
      const result = this.session.run('evaluate', { ...window, ...route });
      loss += Number(result.loss[0]);
      for (const weight of window.weight) tokens += weight;
    }
    return loss / tokens;
  }

  /** Writes parameters, optimiser and hidden state as `PREFIX.index` and `PREFIX.data-00000-of-00001`. */
  save(prefix: string): void {
    this.session.run('save', { prefix });
  }

  restore(prefix: string): void {
    this.session.run('restore', { prefix });
  }

  dispose(): void {
    this.session.dispose();
  }

  private route(architecture: Architecture): Routing {
    return this.plan.route(rnnCell(architecture));
  }
}
