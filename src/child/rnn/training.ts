import type { RnnChildSettings } from '../../config/schema/rnn-child';
import {
  assertWindowsFit,
  sliceAllWindows,
  sliceWindow,
  type WeightedBpttWindow,
} from '../../data/text/bptt-windows';
import type { TextDataset } from '../../data/text/dataset';
import type { Checkpointed } from '../../networks/checkpoint';
import type { LanguageModelStep } from '../../networks/language-model/session';
import type { RnnCell } from '../../space/rnn/cells';
import { RnnChild, type RnnChildSpec } from '../rnn';

/** Training and validation text of a child. */
export interface ChildText {
  /** Name of the data set, for messages. */
  readonly name: string;
  /** Number of distinct words. */
  readonly vocabulary: number;
  /** Training tokens [count]. */
  readonly train: Int32Array;
  /** Validation tokens [count]; all but the first are predicted. */
  readonly valid: Int32Array;
}

/** Selects the training and validation text of a data set. @param trainTokens training tokens to use; 0 for all */
export function selectChildText(
  { name, vocabulary, train, valid }: TextDataset,
  trainTokens: number,
): ChildText {
  const used = trainTokens > 0 ? train.slice(0, trainTokens) : train;
  return { name, vocabulary: vocabulary.length, train: used, valid };
}

/** Returns the spec of a child's graph. @param nodes B, nodes of the cell */
function toRnnChildSpec(settings: RnnChildSettings, nodes: number, vocabulary: number): RnnChildSpec {
  return { ...settings, nodes, vocabulary, averageWeights: settings.asgdStartEpoch > 0 };
}

/**
 * Returns the tokens of each column of the training text (batchify), and the windows (steps) of an epoch.
 *
 * @throws InputError if the training text is shorter than a window, or the validation text than a batch
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
 * Training of one RNN architecture's language model, step by step (NAO, Luo et al. 2018, section 4.3). A step depends only on
 * the settings, the seed, its number, the weights and the hidden state that the previous step left.
 */
export class RnnChildTraining implements Checkpointed {
  readonly spec: RnnChildSpec;
  readonly stepsPerEpoch: number;
  /** Steps of all epochs. */
  readonly steps: number;
  private readonly child: RnnChild;
  /** Tokens of each column of the training text. */
  private readonly columnTokens: number;
  private readonly validationWindows: readonly WeightedBpttWindow[];

  /**
   * Builds the network and initializes its weights.
   *
   * @throws InputError if the text is too short; EnvironmentError if the native library is missing
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

  /**
   * Runs one training step.
   *
   * @param step step of the whole training, from 0; the weights and the hidden state must be those after the previous step
   */
  train(step: number): LanguageModelStep {
    const { batchSize, bpttSteps } = this.settings;
    const stepInEpoch = step % this.stepsPerEpoch;
    // Each epoch reads the text from the start.
    if (stepInEpoch === 0) this.child.beginTraining();
    const { train } = this.text;
    const window = sliceWindow(train, batchSize, this.columnTokens, bpttSteps, stepInEpoch * bpttSteps);
    const { learningRate, averaging } = this.schedule(step);
    return this.child.train(window, learningRate, averaging, this.seed, step);
  }

  /** Returns the scheduled values of a step. @param step step of the whole training, from 0 */
  schedule(step: number): { readonly learningRate: number; readonly averaging: boolean } {
    const { learningRate, learningRateDecay, decayFromEpoch, asgdStartEpoch } = this.settings;
    const epoch = Math.floor(step / this.stepsPerEpoch) + 1;
    const decays = Math.max(0, epoch - decayFromEpoch + 1);
    return {
      learningRate: learningRate * learningRateDecay ** decays,
      averaging: asgdStartEpoch > 0 && epoch >= asgdStartEpoch,
    };
  }

  /** Number of predicted validation tokens. */
  get validationCount(): number {
    return this.text.valid.length - 1;
  }

  /** Returns mean cross-entropy in nats and perplexity on the validation text, with averaged weights once there are any. */
  validate(): { loss: number; perplexity: number } {
    const loss = this.child.evaluate(this.validationWindows);
    return { loss, perplexity: Math.exp(loss) };
  }

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
