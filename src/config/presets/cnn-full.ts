import type { PresetOverrides } from './preset';
import { cpuFullSearch, quickFullSearch, tinyFullSearch } from './search-sizes';

/** All parts of a search that trains children from scratch, on Fashion-MNIST, in minutes on 2 CPU cores. */
const quick: PresetOverrides = {
  ...quickFullSearch,
  data: {
    trainImages: 6000, // in addition to the 5,000 held out, on all of which every child is scored
  },
  child: {
    cellsPerStack: 1,
    channels: 8,
    batchSize: 64,
    epochs: 1,
    learningRate: 0.05, // for a training this short
    dropPathKeep: 1, // too short to overfit
    cropPaddingPixels: 2, // clothes are centered and fill the image
  },
};

/** A real search on CIFAR-10 in some hours on 2 CPU cores: each architecture is a small network with a short training. */
const cpu: PresetOverrides = {
  ...cpuFullSearch,
  data: {
    trainImages: 20000, // in addition to the 5,000 held out
  },
  child: {
    cellsPerStack: 1,
    channels: 12,
    batchSize: 64, // twice as many steps as with NAO's batch of 128
    epochs: 3,
    learningRate: 0.05, // for a training this short
    dropPathKeep: 1, // too short to overfit
  },
};

/** NAO's search with children trained from scratch (section 4.1): 200 GPU days, shared by many workers. */
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

/** The same program in seconds, for tests. Its results have no meaning. */
const tiny: PresetOverrides = {
  ...tinyFullSearch,
  child: {
    cellsPerStack: 1,
    channels: 4,
    batchSize: 16,
    epochs: 1,
    cropPaddingPixels: 1,
    evalBatchSize: 20,
  },
};

/** Changes of each preset in mode full, in addition to those of `cnnPresets`. */
export const cnnFullPresets = { quick, cpu, paper, tiny };
