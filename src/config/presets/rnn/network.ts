import type { SearchConfig } from '../../schema';

/**
 * The RNN's shared-weight network in the paper's search (NAO, section 4.3), which follows the setup of ENAS (Pham et al.
 * 2018, section 3.1). `chosen` marks what neither paper states.
 */
export const paperRnn: SearchConfig['rnn'] = {
  hiddenUnits: 300, // chosen: the papers give the size of their final networks alone
  output: 'loose', // NAO 3.1
  batchSequences: 64, // chosen
  unrollTokens: 35, // chosen: customary on Penn Treebank
  firstEpochs: 75, // chosen: with two rounds the 150 epochs that ENAS searches for
  epochsPerRound: 75, // chosen, as above
  learningRate: 10, // NAO 4.3
  learningRateEnd: 1, // chosen: the paper's rate falls by 0.9991 an epoch, and scores are then those of noisy weights
  optimiser: 'sgd', // NAO 4.3
  averageEpochs: 5, // chosen
  weightDecay: 5e-7, // NAO 4.3
  clipNorm: 0.25, // NAO 4.3
  keepEmbedding: 0.8, // NAO 4.3 drops units with variational dropout, without numbers: chosen, here and below
  keepHidden: 0.75,
  keepNodes: 0.9, // up to 12 of them in a row
  keepOutput: 0.5,
  activationPenalty: 0, // neither paper
  temporalPenalty: 0, // neither paper
  scoreSequences: 64, // chosen: as in training
  scoreTokens: 0, // all
};
