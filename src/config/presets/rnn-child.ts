import type { RnnChildSettings } from '../rnn-child-schema';

/**
 * A recurrent child as the paper trains it in its search (NAO, section 4.3), which follows the setup of ENAS. `chosen` marks what
 * neither states.
 */
export const paperRnnChild: RnnChildSettings = {
  hiddenUnits: 850, // embedding and hidden state, tied with the softmax: about the 23 million weights of NAO's table 3
  output: 'loose', // NAO 3.1
  batchSequences: 64, // chosen
  unrollTokens: 35, // chosen: customary on Penn Treebank
  epochs: 600, // NAO 4.3: for a shorter time than the 2,000 of the final training
  learningRate: 10, // NAO 4.3
  learningRateDecay: 0.9991, // NAO 4.3
  decayFromEpoch: 15, // NAO 4.3
  averageFromEpoch: 451, // ASGD; chosen: the last quarter
  weightDecay: 5e-7, // NAO 4.3
  clipNorm: 0.25, // NAO 4.3
  keepEmbedding: 0.8, // NAO 4.3 drops units with variational dropout, without numbers: chosen, here and below
  keepHidden: 0.75,
  keepNodes: 0.9, // up to 12 of them in a row
  keepOutput: 0.5,
  activationPenalty: 1e-3, // chosen: "weight penalty" in NAO's table 3, without numbers
  temporalPenalty: 1e-3, // chosen, as above
  scoreSequences: 10, // chosen: customary on Penn Treebank
};
