import type { SearchConfig } from '../config/schema';
import type { TextDataset } from '../data/text-dataset';
import { requireWindows } from '../data/text-windows';
import type { Metric, Workload } from './evaluator';
import { stepsOfRounds } from './rounds';

/** What weights inherited from the supernet say of an architecture: it ranks, it is no perplexity of a trained network. */
const METRIC: Metric = { name: 'shared_valid_perplexity', better: 'lower', isRatio: true };

/** The work of scoring with shared weights, and the tokens that it is done on. */
export interface SharedTextWork extends Workload {
  /** Tokens to train on. */
  readonly train: Int32Array;
  /** Tokens to score on; all but the first are foretold. */
  readonly valid: Int32Array;
  /** Tokens of each column of the training text that are read in an epoch: whole windows. */
  readonly columnTokens: number;
}

/**
 * What `sharedTextEvaluator` will do on a text, found without TensorFlow.
 *
 * @throws InputError where settings and text do not fit, with the tokens there are and those needed
 */
export function sharedTextWork({ rnn, data }: SearchConfig, text: TextDataset): SharedTextWork {
  const train = data.trainTokens > 0 ? text.train.slice(0, data.trainTokens) : text.train;
  const valid = rnn.scoreTokens > 0 ? text.valid.slice(0, rnn.scoreTokens) : text.valid;
  const columnTokens = requireWindows(text.name, 'train', train.length, rnn.batchSequences, rnn.unrollTokens);
  requireWindows(text.name, 'valid', valid.length, rnn.scoreSequences, 1);
  const stepsPerEpoch = Math.floor(columnTokens / rnn.unrollTokens);
  return {
    metric: METRIC,
    scoresDrift: true,
    stepsPerEpoch,
    trainingSteps: stepsOfRounds(rnn, stepsPerEpoch),
    train,
    valid,
    columnTokens,
  };
}
