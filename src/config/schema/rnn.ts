import { z } from 'zod';
import { languageModel, languageModelRegularization } from './language-model';
import { nonNegativeInteger, positiveInteger } from './numbers';
import { cosineSchedule, gradientTransforms } from './optimizer';

/** Settings of the supernet of recurrent cells and its training. */
export const rnnSchema = z.strictObject({
  ...languageModel,
  /** Epochs over the training text before the first round's scoring. */
  firstEpochs: z.number().positive(),
  /** Epochs over the training text before the scoring of each later round. */
  epochsPerRound: z.number().positive(),
  ...cosineSchedule,
  /** Optimizer: `sgd`, or `asgd`, SGD that scores the average of the weights over the last steps before a scoring. */
  optimizer: z.enum(['sgd', 'asgd']),
  /** Epochs before each scoring over which `asgd` averages the weights. */
  asgdEpochs: z.number().positive(),
  ...gradientTransforms,
  ...languageModelRegularization,
  /** Parallel sequences into which the validation text is split for scoring. */
  evalBatchSize: positiveInteger,
  /** Validation tokens on which an architecture is scored, from the start of the text; 0 uses all of them. */
  evalTokens: nonNegativeInteger,
});
