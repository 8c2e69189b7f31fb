import type { z } from 'zod';
import { fraction, nonNegativeInteger, positiveInteger } from './numbers';
import { rnnSchema } from './rnn';

/** Settings of the language model of one recurrent cell that is trained by itself. */
export const rnnChildSchema = rnnSchema
  .omit({
    firstEpochs: true,
    epochsPerRound: true,
    learningRateEnd: true,
    optimizer: true,
    asgdEpochs: true,
    evalTokens: true,
  })
  .extend({
    /** Epochs over the training text, each from its beginning. */
    epochs: positiveInteger,
    /** Factor of the learning rate from each epoch to the next, from `decayFromEpoch` on; 1 keeps it constant. */
    learningRateDecay: fraction.positive(),
    /** The first epoch, from 1, that begins with a lower learning rate. */
    decayFromEpoch: positiveInteger,
    /**
     * ASGD: the epoch, from 1, from whose beginning on the weights of all steps are averaged, and scored and exported is their
     * average; 0: never.
     */
    asgdStartEpoch: nonNegativeInteger,
  });

export type RnnChildSettings = z.infer<typeof rnnChildSchema>;
