import { buildRnnChildGraph, type RnnChildSpec } from '../../../src/child/rnn/graph';
import type { BpttWindow } from '../../../src/data/text/bptt-windows';
import { Session, type Value } from '../../../src/graph/session';
import type { FlatParameters } from '../../../src/layers/parameters/flat';
import type { RnnCell } from '../../../src/space/rnn/cells';
import { addReadAndWrite, variablesOf } from '../supernet/variables';

/** A child with two additional signatures: `read` and `write` for all variables. */
export class OpenedRnnChild {
  readonly session: Session;
  readonly parameters: FlatParameters;

  constructor(spec: RnnChildSpec, cell: RnnCell, seed = 3) {
    const { graph, parameters } = buildRnnChildGraph(spec, cell);
    this.parameters = parameters;
    addReadAndWrite(graph, variablesOf(graph));
    this.session = Session.open(graph);
    this.session.run('init', { seed: Int32Array.of(seed, 0) });
  }

  /** Runs one training step with the seed of the supernet's fixture, and returns the window's loss. */
  train(window: BpttWindow, learningRate: number, { step = 0, averaging = false } = {}): number {
    return this.session.runScalar('train', 'loss', {
      ...window,
      learning_rate: Float32Array.of(learningRate),
      averaging: Float32Array.of(averaging ? 1 : 0),
      seed: Int32Array.of(5, step),
    });
  }

  beginScoring(): void {
    this.session.run('begin_scoring', {});
  }

  /** Returns the sum of the losses of a window's tokens, from the state that the previous window left. */
  evaluate(window: BpttWindow): number {
    const weight = new Float32Array(window.tokens.length).fill(1);
    return this.session.runScalar('evaluate', 'loss', { ...window, weight });
  }

  /** Returns all variables, by name. */
  read(): Record<string, Float32Array> {
    return this.session.run('read') as Record<string, Float32Array>;
  }

  write(values: Readonly<Record<string, Value>>): void {
    this.session.run('write', values);
  }

  dispose(): void {
    this.session.dispose();
  }
}

/** Opens a child, and disposes of it after `use`. */
export function withRnnChild<T>(spec: RnnChildSpec, cell: RnnCell, use: (child: OpenedRnnChild) => T): T {
  const child = new OpenedRnnChild(spec, cell);
  try {
    return use(child);
  } finally {
    child.dispose();
  }
}
