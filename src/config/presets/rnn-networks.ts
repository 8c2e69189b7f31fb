import type { RnnChildSettings } from '../schema/rnn-child';
import type { SearchConfig } from '../schema/search';

/**
 * Settings that NAO's language models share, with shared weights or without (Luo et al. 2018, section 4.3, which follows ENAS).
 * `chosen` marks values that neither paper states.
 */
const paperLanguageModel = {
  output: 'loose-ends', // NAO 3.1
  batchSize: 64, // chosen
  bpttSteps: 35, // chosen: usual on Penn Treebank
  precision: 'float32',
  learningRate: 10, // NAO 4.3
  weightDecay: 5e-7, // NAO 4.3
  clipNorm: 0.25, // NAO 4.3
  embeddingKeep: 0.8, // chosen, here and below: NAO 4.3 uses variational dropout, without numbers
  hiddenKeep: 0.75,
  nodeKeep: 0.9, // up to 12 nodes in a row
  outputKeep: 0.5,
} as const;

/** The supernet of recurrent cells in NAO's search. */
export const paperRnnSupernet: SearchConfig['rnn'] = {
  ...paperLanguageModel,
  hiddenSize: 300, // chosen: both papers give the size of the final network only
  firstEpochs: 75, // chosen: in two rounds the 150 epochs of ENAS's search
  epochsPerRound: 75, // chosen, as above
  learningRateEnd: 1, // chosen: NAO's rate decays by 0.9991 per epoch, which leaves the weights noisy when they are scored
  optimizer: 'sgd', // NAO 4.3
  asgdEpochs: 5, // chosen
  activationRegularization: 0, // neither paper
  temporalActivationRegularization: 0, // neither paper
  evalBatchSize: 64, // chosen: as in training
  evalTokens: 0, // all
};

/** A recurrent child in NAO's search. */
export const paperRnnChild: RnnChildSettings = {
  ...paperLanguageModel,
  hiddenSize: 850, // with tied embedding and softmax about the 23 million weights of NAO's table 3
  epochs: 600, // NAO 4.3; the final training has 2,000
  learningRateDecay: 0.9991, // NAO 4.3
  decayFromEpoch: 15, // NAO 4.3
  asgdStartEpoch: 451, // chosen: the last quarter
  activationRegularization: 1e-3, // chosen: "weight penalty" in NAO's table 3, without numbers
  temporalActivationRegularization: 1e-3, // chosen, as above
  evalBatchSize: 10, // chosen: usual on Penn Treebank
};
