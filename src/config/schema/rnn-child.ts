import { z } from 'zod';
import { languageModel, languageModelRegularization } from './language-model';
import { fraction, nonNegativeInteger, positiveInteger } from './numbers';
import { gradientTransforms } from './optimizer';

/** Settings of a language model that is trained from scratch. */
export const rnnChildSchema = z.strictObject({
  ...languageModel,
  /** Learning rate of the first epochs. */
  learningRate: z.number().positive(),
  ...gradientTransforms,
  ...languageModelRegularization,
  /** Parallel sequences into which the validation text is split for scoring. */
  evalBatchSize: positiveInteger,
  /** Epochs over the training text. */
  epochs: positiveInteger,
  /** Factor that multiplies the learning rate at the start of each epoch from `decayFromEpoch`; 1 keeps it constant. */
  learningRateDecay: fraction.positive(),
  /** First epoch, counted from 1, that starts with a lower learning rate. */
  decayFromEpoch: positiveInteger,
  /** Epoch, counted from 1, at which ASGD starts to average the weights. Their average is scored and exported. 0 turns ASGD off. */
  asgdStartEpoch: nonNegativeInteger,
});

export type RnnChildSettings = z.infer<typeof rnnChildSchema>;
