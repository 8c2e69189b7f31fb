import type { PresetChanges } from '../preset';

/** For tests: the same program in seconds, its results without meaning. */
export const tiny: PresetChanges = {
  child: {
    layers: 1,
    channels: 4,
    batchImages: 16,
    epochs: 1,
    cropPaddingPixels: 1,
    scoreBatchImages: 20,
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
