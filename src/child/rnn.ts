import type { BpttWindow, WeightedBpttWindow } from '../data/text/bptt-windows';
import type { Checkpointed } from '../networks/checkpoint';
import { LanguageModelSession, type LanguageModelStep } from '../networks/language-model/session';
import type { RnnCell } from '../space/rnn/cells';
import { buildRnnChildGraph, type RnnChildSpec } from './rnn/graph';

export type { RnnChildSpec } from './rnn/graph';

/** The language model of one recurrent cell with its own weights, as one compiled graph. */
export class RnnChild implements Checkpointed {
  private readonly session: LanguageModelSession;
  /** Nodes of the graph, for the benchmark. */
  readonly nodes: number;

  /** Builds and loads the graph, and initializes the weights. @throws EnvironmentError if the native library is missing */
  constructor(spec: RnnChildSpec, cell: RnnCell, seed: number) {
    const { graph } = buildRnnChildGraph(spec, cell);
    this.nodes = graph.nodes.length;
    this.session = new LanguageModelSession(graph, seed);
  }

  /** Resets the hidden state of training to zero: the next window is the start of the text. */
  beginTraining(): void {
    this.session.beginTraining();
  }

  /**
   * Runs one training step, from the hidden state that the previous step left.
   *
   * @param averaging includes this step's weights in the averages, if `spec.averageWeights` is set
   * @param step the step in the whole run: with the seed, it determines all randomness
   */
  train(
    window: BpttWindow,
    learningRate: number,
    averaging: boolean,
    seed: number,
    step: number,
  ): LanguageModelStep {
    return this.session.train(window, learningRate, averaging, seed, step, {});
  }

  /** Returns the mean cross-entropy in nats over consecutive windows, carrying the hidden state from one to the next. */
  evaluate(windows: readonly WeightedBpttWindow[]): number {
    return this.session.evaluate(windows, {});
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
}
