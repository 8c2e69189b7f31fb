import type { PresetOverrides } from './preset';
import { cpuFullSearch, quickFullSearch, tinyFullSearch } from './search-sizes';

/** All parts of a search that trains children from scratch, on a novel, in minutes on 2 CPU cores. */
const quick: PresetOverrides = {
  ...quickFullSearch,
  data: {
    trainTokens: 60_000, // of 230,000
  },
  rnnChild: {
    hiddenSize: 64,
    batchSize: 16, // many steps in a short text
    epochs: 2,
    decayFromEpoch: 2,
    learningRateDecay: 0.5, // for a training this short
    asgdStartEpoch: 2,
    embeddingKeep: 1, // too short to overfit
    hiddenKeep: 1,
    nodeKeep: 1,
    outputKeep: 1,
    evalBatchSize: 64,
  },
};

/** A real search on Penn Treebank in some hours on 2 CPU cores: each architecture is a small network with a short training. */
const cpu: PresetOverrides = {
  ...cpuFullSearch,
  data: {
    trainTokens: 300_000, // of 930,000
  },
  rnnChild: {
    hiddenSize: 128,
    batchSize: 32, // twice as many steps as with the batch of preset paper
    epochs: 4,
    learningRateDecay: 0.5, // for a training this short
    decayFromEpoch: 3,
    asgdStartEpoch: 4,
    embeddingKeep: 0.9, // too short to overfit
    hiddenKeep: 0.9,
    nodeKeep: 1,
    outputKeep: 0.8,
    evalBatchSize: 64, // scores faster; the additional sequence starts are the same for all children
  },
};

/** NAO's search for recurrent cells with children trained from scratch (section 4.3): 300 GPU days, shared by many workers. */
const paper: PresetOverrides = {
  search: {
    poolSize: 600, // chosen, here and below: NAO 4.1 gives the numbers of architectures for convolutional cells only
    topK: 200,
    newPerRound: 200, // in the second of the two rounds
  },
  run: {
    checkpointEveryScores: 1, // a child costs more than a checkpoint
  },
};

/** The same program in seconds, for tests. Its results have no meaning. */
const tiny: PresetOverrides = {
  ...tinyFullSearch,
  rnnChild: {
    hiddenSize: 8,
    batchSize: 4,
    bpttSteps: 5,
    epochs: 2,
    learningRate: 1,
    asgdStartEpoch: 2,
    evalBatchSize: 64,
  },
};

/** Changes of each preset in mode full, in addition to those of `rnnPresets`. */
export const rnnFullPresets = { quick, cpu, paper, tiny };
