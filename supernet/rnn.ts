import type { BpttWindow, WeightedBpttWindow } from '../src/data/text/bptt-windows';
import type { NetworkLayout, RoutingFeed } from '../src/layers/parameters/layout';
import { LanguageModelSession, type LanguageModelStep } from '../src/networks/language-model-session';
import { type RnnCell, toRnnCell } from '../src/space/rnn/cells';
import type { Architecture } from '../src/space/space';
import { buildRnnSupernetGraph, type RnnSupernetSpec } from './rnn/graph';

export type { RnnSupernetSpec } from './rnn/graph';

/** Shared weights for all recurrent cells in a language model, as one compiled graph. */
export class RnnSupernet {
  private readonly session: LanguageModelSession;
  private readonly plan: NetworkLayout<RnnCell>;
  /** Nodes of the graph, for the benchmark. */
  readonly nodes: number;

  /** Builds, loads and initializes. @throws EnvironmentError where the native library is missing */
  constructor(
    readonly spec: RnnSupernetSpec,
    seed: number,
  ) {
    const { graph, plan } = buildRnnSupernetGraph(spec);
    this.plan = plan;
    this.nodes = graph.nodes.length;
    this.session = new LanguageModelSession(graph, seed);
  }

  /** Sets the hidden state of training back to zero: the next window begins the text. */
  beginTraining(): void {
    this.session.beginTraining();
  }

  /**
   * One training step, from the hidden state that the step before left.
   *
   * @param averaging whether weights are averaged from here on, where the network averages at all
   * @param step numbers the step in the whole run: with the seed it decides all that is random
   */
  train(
    architecture: Architecture,
    window: BpttWindow,
    learningRate: number,
    averaging: boolean,
    seed: number,
    step: number,
  ): LanguageModelStep {
    return this.session.train(window, learningRate, averaging, seed, step, this.route(architecture));
  }

  /**
   * Mean cross-entropy in nats of an architecture over a text, whose windows follow each other: the hidden state is
   * carried from one to the next.
   */
  evaluate(architecture: Architecture, windows: readonly WeightedBpttWindow[]): number {
    return this.session.evaluate(windows, this.route(architecture));
  }

  /** Writes parameters, optimizer and hidden state as `PREFIX.index` and `PREFIX.data-00000-of-00001`. */
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
    return { ...this.plan.route(toRnnCell(architecture)) };
  }
}
