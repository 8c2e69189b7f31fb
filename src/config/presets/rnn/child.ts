import type { RnnChildSettings } from '../../rnn-child-schema';
import { paperLanguageModel } from './language-model';

/** A recurrent child as the paper trains it in its search (NAO, section 4.3). `chosen` marks what the paper does not state. */
export const paperRnnChild: RnnChildSettings = {
  ...paperLanguageModel,
  hiddenUnits: 850, // embedding and hidden state, tied with the softmax: about the 23 million weights of NAO's table 3
  epochs: 600, // NAO 4.3: for a shorter time than the 2,000 of the final training
  learningRateDecay: 0.9991, // NAO 4.3
  decayFromEpoch: 15, // NAO 4.3
  averageFromEpoch: 451, // ASGD; chosen: the last quarter
  activationPenalty: 1e-3, // chosen: "weight penalty" in NAO's table 3, without numbers
  temporalPenalty: 1e-3, // chosen, as above
  scoreSequences: 10, // chosen: customary on Penn Treebank
};
