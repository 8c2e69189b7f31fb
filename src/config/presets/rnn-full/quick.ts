import type { PresetChanges } from '../preset';

/** Every part of a search with children trained one by one, on a novel, in minutes on 2 CPU cores. */
export const quick: PresetChanges = {
  data: {
    trainTokens: 60_000, // of 230,000
  },
  rnnChild: {
    hiddenUnits: 64,
    batchSequences: 16, // many steps in a short text
    epochs: 2,
    decayFromEpoch: 2,
    learningRateDecay: 0.5, // for a training this short
    averageFromEpoch: 2,
    keepEmbedding: 1, // no time to overfit
    keepHidden: 1,
    keepNodes: 1,
    keepOutput: 1,
    scoreSequences: 64,
  },
  controller: {
    batch: 8, // a smaller pool than that of shared weights
    heldOut: 0.25,
  },
  search: {
    rounds: 2,
    pool: 12,
    seeds: 6,
    newPerRound: 6,
  },
  run: {
    checkpointEveryScores: 1,
  },
};
