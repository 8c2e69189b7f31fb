import type { RnnChildSettings } from '../../config/schema/rnn-child';
import {
  assertWindowsFit,
  sliceAllWindows,
  sliceWindow,
  type WeightedBpttWindow,
} from '../../data/text/bptt-windows';
import type { TextDataset } from '../../data/text/dataset';
import type { LanguageModelStep } from '../../networks/language-model-session';
import type { RnnCell } from '../../space/rnn/cells';
import { RnnChild, type RnnChildSpec } from '../rnn';

/** The text that a recurrent child is trained and scored on. */
export interface ChildText {
  /** The data set, for messages. */
  readonly name: string;
  /** Distinct words. */
  readonly vocabulary: number;
  /** Tokens [count]. */
  readonly train: Int32Array;
  /** Tokens [count] held out; all but the first are foretold. */
  readonly valid: Int32Array;
}

/** @param trainTokens of the training part that are used, the first ones; 0 for all */
export function selectChildText(
  { name, vocabulary, train, valid }: TextDataset,
  trainTokens: number,
): ChildText {
  const used = trainTokens > 0 ? train.slice(0, trainTokens) : train;
  return { name, vocabulary: vocabulary.length, train: used, valid };
}

/** What the graph of a recurrent child is made from. @param nodes B, nodes of the cell */
export function toRnnChildSpec(settings: RnnChildSettings, nodes: number, vocabulary: number): RnnChildSpec {
  return { ...settings, nodes, vocabulary, averageWeights: settings.asgdStartEpoch > 0 };
}

/**
 * How the training text is read: the tokens of each of its columns, and the windows (steps) that make an epoch.
 *
 * @throws InputError where the text is too short for a window, or for scoring
 */
export function computeColumnSizes(
  settings: RnnChildSettings,
  { name, train, valid }: ChildText,
): { readonly columnTokens: number; readonly stepsPerEpoch: number } {
  const { batchSize, bpttSteps, evalBatchSize } = settings;
  assertWindowsFit(name, 'valid', valid.length, evalBatchSize, 1);
  const columnTokens = assertWindowsFit(name, 'train', train.length, batchSize, bpttSteps);
  return { columnTokens, stepsPerEpoch: Math.floor(columnTokens / bpttSteps) };
}

/**
 * The training of one recurrent cell's language model, step by step (paper, section 4.3). What a step does depends on
 * settings, seed and the step's number alone, and on the weights and the hidden state that the step before left.
 */
export class RnnChildTraining {
  readonly spec: RnnChildSpec;
  readonly stepsPerEpoch: number;
  /** Steps of all epochs. */
  readonly steps: number;
  private readonly child: RnnChild;
  /** Tokens of each column of the training text. */
  private readonly columnTokens: number;
  private readonly validationWindows: readonly WeightedBpttWindow[];

  /**
   * Builds the network and draws its weights.
   *
   * @throws InputError where the text is too short; EnvironmentError where the native library is missing
   */
  constructor(
    private readonly settings: RnnChildSettings,
    cell: RnnCell,
    private readonly text: ChildText,
    private readonly seed: number,
  ) {
    const { columnTokens, stepsPerEpoch } = computeColumnSizes(settings, text);
    this.columnTokens = columnTokens;
    this.stepsPerEpoch = stepsPerEpoch;
    this.steps = this.stepsPerEpoch * settings.epochs;
    this.validationWindows = sliceAllWindows(text.valid, settings.evalBatchSize, settings.bpttSteps);
    this.spec = toRnnChildSpec(settings, cell.nodes.length, text.vocabulary);
    this.child = new RnnChild(this.spec, cell, seed);
  }

  /** @param step of the whole training, from 0; the step before must have been taken by these weights */
  train(step: number): LanguageModelStep {
    const { batchSize, bpttSteps } = this.settings;
    const stepInEpoch = step % this.stepsPerEpoch;
    // Each epoch reads the text from its beginning.
    if (stepInEpoch === 0) this.child.beginTraining();
    const { train } = this.text;
    const window = sliceWindow(train, batchSize, this.columnTokens, bpttSteps, stepInEpoch * bpttSteps);
    const { learningRate, averaging } = this.schedule(step);
    return this.child.train(window, learningRate, averaging, this.seed, step);
  }

  /** What changes from epoch to epoch. @param step of the whole training, from 0 */
  schedule(step: number): { readonly learningRate: number; readonly averaging: boolean } {
    const { learningRate, learningRateDecay, decayFromEpoch, asgdStartEpoch } = this.settings;
    const epoch = Math.floor(step / this.stepsPerEpoch) + 1;
    const decays = Math.max(0, epoch - decayFromEpoch + 1);
    return {
      learningRate: learningRate * learningRateDecay ** decays,
      averaging: asgdStartEpoch > 0 && epoch >= asgdStartEpoch,
    };
  }

  /** Tokens held out that are foretold. */
  get validationCount(): number {
    return this.text.valid.length - 1;
  }

  /** Mean cross-entropy in nats and perplexity of the text held out, by averaged weights once there are any. */
  validate(): { loss: number; perplexity: number } {
    const loss = this.child.evaluate(this.validationWindows);
    return { loss, perplexity: Math.exp(loss) };
  }

  /** Writes weights, averages and the hidden state as files that begin with `prefix`. */
  save(prefix: string): void {
    this.child.save(prefix);
  }

  restore(prefix: string): void {
    this.child.restore(prefix);
  }

  dispose(): void {
    this.child.dispose();
  }
}
