import type { PresetChanges } from '../preset';

/** For tests and for trying things out: the same program in seconds, its results without meaning. */
export const tiny: PresetChanges = {
  controller: {
    embedding: 8,
    hidden: 16,
    epochs: 10,
    batch: 8,
    evaluateEveryEpochs: 5,
    heldOut: 0.25,
  },
  search: {
    rounds: 2,
    pool: 8,
    seeds: 4,
    newPerRound: 3,
  },
  run: {
    checkpointEveryEpochs: 4,
    checkpointEveryScores: 3,
  },
};
