import type { PresetOverrides } from './preset';

/** Every part of a search with children trained one by one, on Fashion-MNIST, in minutes on 2 CPU cores. */
const quick: PresetOverrides = {
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

/** A real search on CIFAR-10 in some hours on 2 CPU cores: a short training of a small network for each architecture. */
const cpu: PresetOverrides = {
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

/** The paper's search with children trained one by one (NAO, section 4.1): 200 days of a GPU, shared by many workers. */
const paper: PresetOverrides = {
  search: {
    pool: 600, // NAO 4.1: 600 at first
    seeds: 200, // NAO 4.1: K = 200
    newPerRound: 200, // NAO 4.1: 200 new ones in each of the two later rounds, 1,000 in all
  },
  run: {
    checkpointEveryScores: 1, // a child costs more than a checkpoint
  },
};

/** For tests: the same program in seconds, its results without meaning. */
const tiny: PresetOverrides = {
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

/** What each preset changes besides in mode full. */
export const cnnFullPresets = { quick, cpu, paper, tiny };
