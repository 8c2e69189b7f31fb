import type { PresetChanges } from '../preset';

/** A real search on Penn Treebank in some hours on 2 CPU cores: a short training of a small network for each architecture. */
export const cpu: PresetChanges = {
  data: {
    trainTokens: 300_000, // of 930,000
  },
  rnnChild: {
    hiddenUnits: 128,
    batchSequences: 32, // twice the steps of the paper's batch, of which there are few
    epochs: 4,
    learningRateDecay: 0.5, // for a training this short
    decayFromEpoch: 3,
    averageFromEpoch: 4,
    keepEmbedding: 0.9, // no time to overfit
    keepHidden: 0.9,
    keepNodes: 1,
    keepOutput: 0.8,
    scoreSequences: 64, // scores quicker; the few more beginnings are the same for all
  },
  search: {
    rounds: 2,
    pool: 60,
    seeds: 20,
    newPerRound: 20,
  },
  run: {
    checkpointEveryScores: 1,
  },
};
