import type { PresetChanges } from '../preset';

/** Every part of a search with children trained one by one, on Fashion-MNIST, in minutes on 2 CPU cores. */
export const quick: PresetChanges = {
  data: {
    trainImages: 6000, // beside the 5,000 held out, on all of which every child is scored
  },
  child: {
    layers: 1,
    channels: 8,
    batchImages: 64,
    epochs: 1,
    learningRate: 0.05, // for a training this short
    keepPath: 1, // no time to overfit
    cropPaddingPixels: 2, // clothes are centred and fill the image
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
