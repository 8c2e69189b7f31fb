import type { SearchConfig } from '../../schema';
import { paperLanguageModel } from './language-model';

/** The RNN's shared-weight network in the paper's search (NAO, section 4.3). `chosen` marks what neither NAO nor ENAS states. */
export const paperRnn: SearchConfig['rnn'] = {
  ...paperLanguageModel,
  hiddenUnits: 300, // chosen: the papers give the size of their final networks alone
  firstEpochs: 75, // chosen: with two rounds the 150 epochs that ENAS searches for
  epochsPerRound: 75, // chosen, as above
  learningRateEnd: 1, // chosen: the paper's rate falls by 0.9991 an epoch, and scores are then those of noisy weights
  optimiser: 'sgd', // NAO 4.3
  averageEpochs: 5, // chosen
  activationPenalty: 0, // neither paper
  temporalPenalty: 0, // neither paper
  scoreSequences: 64, // chosen: as in training
  scoreTokens: 0, // all
};
