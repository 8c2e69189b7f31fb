import type { PresetOverrides } from './preset';

/** Every part of a search with children trained one by one, on Fashion-MNIST, in minutes on 2 CPU cores. */
const quick: PresetOverrides = {
  data: {
    trainImages: 6000, // beside the 5,000 held out, on all of which every child is scored
  },
  child: {
    cellsPerStack: 1,
    channels: 8,
    batchSize: 64,
    epochs: 1,
    learningRate: 0.05, // for a training this short
    dropPathKeep: 1, // no time to overfit
    cropPaddingPixels: 2, // clothes are centered and fill the image
  },
  controller: {
    batchSize: 8, // a smaller pool than that of shared weights
    validationFraction: 0.25,
  },
  search: {
    rounds: 2,
    poolSize: 12,
    topK: 6,
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
    cellsPerStack: 1,
    channels: 12,
    batchSize: 64, // twice the steps of the paper's batch, of which there are few
    epochs: 3,
    learningRate: 0.05, // for a training this short
    dropPathKeep: 1, // no time to overfit
  },
  search: {
    rounds: 2,
    poolSize: 60,
    topK: 20,
    newPerRound: 20,
  },
  run: {
    checkpointEveryScores: 1,
  },
};

/** The paper's search with children trained one by one (NAO, section 4.1): 200 days of a GPU, shared by many workers. */
const paper: PresetOverrides = {
  search: {
    poolSize: 600, // NAO 4.1: 600 at first
    topK: 200, // NAO 4.1: K = 200
    newPerRound: 200, // NAO 4.1: 200 new ones in each of the two later rounds, 1,000 in all
  },
  run: {
    checkpointEveryScores: 1, // a child costs more than a checkpoint
  },
};

/** For tests: the same program in seconds, its results without meaning. */
const tiny: PresetOverrides = {
  child: {
    cellsPerStack: 1,
    channels: 4,
    batchSize: 16,
    epochs: 1,
    cropPaddingPixels: 1,
    evalBatchSize: 20,
  },
  search: {
    rounds: 2,
    poolSize: 4,
    topK: 2,
    newPerRound: 2,
  },
  run: {
    checkpointEveryScores: 1,
  },
};

/** What each preset changes besides in mode full. */
export const cnnFullPresets = { quick, cpu, paper, tiny };
