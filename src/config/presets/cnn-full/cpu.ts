import type { PresetChanges } from '../preset';

/** A real search on CIFAR-10 in some hours on 2 CPU cores: a short training of a small network for each architecture. */
export const cpu: PresetChanges = {
  data: {
    trainImages: 20000, // beside the 5,000 held out
  },
  child: {
    layers: 1,
    channels: 12,
    batchImages: 64, // twice the steps of the paper's batch, of which there are few
    epochs: 3,
    learningRate: 0.05, // for a training this short
    keepPath: 1, // no time to overfit
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
