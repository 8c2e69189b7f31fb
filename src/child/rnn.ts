import type { BpttWindow, WeightedBpttWindow } from '../data/text/bptt-windows';
import { LanguageModelSession, type LanguageModelStep } from '../networks/language-model-session';
import type { RnnCell } from '../space/rnn/cells';
import { buildRnnChildGraph, type RnnChildSpec } from './rnn/graph';

export type { RnnChildSpec } from './rnn/graph';

/** The language model of one recurrent cell with weights of its own, as one compiled graph. */
export class RnnChild {
  private readonly session: LanguageModelSession;
  /** Nodes of the graph. */
  readonly nodes: number;

  /** Builds, loads and initializes. @throws EnvironmentError where the native library is missing */
  constructor(spec: RnnChildSpec, cell: RnnCell, seed: number) {
    const { graph } = buildRnnChildGraph(spec, cell);
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
    window: BpttWindow,
    learningRate: number,
    averaging: boolean,
    seed: number,
    step: number,
  ): LanguageModelStep {
    return this.session.train(window, learningRate, averaging, seed, step, {});
  }

  /** Mean cross-entropy in nats over a text, whose windows follow each other: the hidden state is carried through it. */
  evaluate(windows: readonly WeightedBpttWindow[]): number {
    return this.session.evaluate(windows, {});
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
}
