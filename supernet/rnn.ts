import type { BpttWindow, WeightedBpttWindow } from '../src/data/text/bptt-windows';
import type { NetworkLayout, RoutingFeed } from '../src/layers/parameters/layout';
import type { Checkpointed } from '../src/networks/checkpoint';
import { LanguageModelSession, type LanguageModelStep } from '../src/networks/language-model/session';
import { type RnnCell, toRnnCell } from '../src/space/rnn/cells';
import type { Architecture } from '../src/space/space';
import { buildRnnSupernetGraph, type RnnSupernetSpec } from './rnn/graph';

export type { RnnSupernetSpec } from './rnn/graph';

/** The shared weights of the language models of all recurrent cells, as one compiled graph: a training step is one call. */
export class RnnSupernet implements Checkpointed {
  private readonly session: LanguageModelSession;
  private readonly layout: NetworkLayout<RnnCell>;
  /** Nodes of the graph, for the benchmark. */
  readonly nodes: number;

  /** Builds and loads the graph, and initializes the weights. @throws EnvironmentError if the native library is missing */
  constructor(
    readonly spec: RnnSupernetSpec,
    seed: number,
  ) {
    const { graph, layout } = buildRnnSupernetGraph(spec);
    this.layout = layout;
    this.nodes = graph.nodes.length;
    this.session = new LanguageModelSession(graph, seed);
  }

  /** Resets the hidden state of training to zero: the next window is the start of the text. */
  beginTraining(): void {
    this.session.beginTraining();
  }

  /** Starts a new average of the weights: steps so far no longer count. Needs `spec.averageWeights`. */
  beginAveraging(): void {
    this.session.beginAveraging();
  }

  /**
   * Runs one training step of an architecture, from the hidden state that the previous step left.
   *
   * @param averaging includes this step's weights in the averages, if `spec.averageWeights` is set
   * @param step the step in the whole run: with the seed, it determines all randomness
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
   * Returns the mean cross-entropy in nats of an architecture over consecutive windows, carrying the hidden state from one
   * to the next.
   */
  evaluate(architecture: Architecture, windows: readonly WeightedBpttWindow[]): number {
    return this.session.evaluate(windows, this.route(architecture));
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

  private route(architecture: Architecture): Record<keyof RoutingFeed, Uint8Array | Int32Array> {
    return { ...this.layout.route(toRnnCell(architecture)) };
  }
}
