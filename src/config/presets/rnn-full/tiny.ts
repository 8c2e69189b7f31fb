import type { PresetChanges } from '../preset';

/** For tests: the same program in seconds, its results without meaning. */
export const tiny: PresetChanges = {
  rnnChild: {
    hiddenUnits: 8,
    batchSequences: 4,
    unrollTokens: 5,
    epochs: 2,
    learningRate: 1,
    averageFromEpoch: 2,
    scoreSequences: 64,
  },
  search: {
    rounds: 2,
    pool: 4,
    seeds: 2,
    newPerRound: 2,
  },
  run: {
    checkpointEveryScores: 1,
  },
};
