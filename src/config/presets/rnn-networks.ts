import type { RnnChildSettings } from '../schema/rnn-child';
import type { SearchConfig } from '../schema/search';

/**
 * What the paper's networks for recurrent cells have in common, with shared weights or without (NAO, section 4.3, which follows
 * the setup of ENAS). `chosen` marks what neither states.
 */
const paperLanguageModel = {
  output: 'loose-ends', // NAO 3.1
  batchSize: 64, // chosen
  bpttSteps: 35, // chosen: customary on Penn Treebank
  learningRate: 10, // NAO 4.3
  weightDecay: 5e-7, // NAO 4.3
  clipNorm: 0.25, // NAO 4.3
  embeddingKeep: 0.8, // NAO 4.3 drops units with variational dropout, without numbers: chosen, here and below
  hiddenKeep: 0.75,
  nodeKeep: 0.9, // up to 12 of them in a row
  outputKeep: 0.5,
} as const;

/** The RNN's shared-weight network in the paper's search (NAO, section 4.3). `chosen` marks what neither NAO nor ENAS states. */
export const paperRnnSupernet: SearchConfig['rnn'] = {
  ...paperLanguageModel,
  hiddenSize: 300, // chosen: the papers give the size of their final networks alone
  firstEpochs: 75, // chosen: with two rounds the 150 epochs that ENAS searches for
  epochsPerRound: 75, // chosen, as above
  learningRateEnd: 1, // chosen: the paper's rate falls by 0.9991 an epoch, and scores are then those of noisy weights
  optimizer: 'sgd', // NAO 4.3
  asgdEpochs: 5, // chosen
  activationRegularization: 0, // neither paper
  temporalActivationRegularization: 0, // neither paper
  evalBatchSize: 64, // chosen: as in training
  evalTokens: 0, // all
};

/** A recurrent child as the paper trains it in its search (NAO, section 4.3). `chosen` marks what the paper does not state. */
export const paperRnnChild: RnnChildSettings = {
  ...paperLanguageModel,
  hiddenSize: 850, // embedding and hidden state, tied with the softmax: about the 23 million weights of NAO's table 3
  epochs: 600, // NAO 4.3: for a shorter time than the 2,000 of the final training
  learningRateDecay: 0.9991, // NAO 4.3
  decayFromEpoch: 15, // NAO 4.3
  asgdStartEpoch: 451, // ASGD; chosen: the last quarter
  activationRegularization: 1e-3, // chosen: "weight penalty" in NAO's table 3, without numbers
  temporalActivationRegularization: 1e-3, // chosen, as above
  evalBatchSize: 10, // chosen: customary on Penn Treebank
};
