import type { PresetOverrides } from './preset';

/** Every part of a search with children trained one by one, on a novel, in minutes on 2 CPU cores. */
const quick: PresetOverrides = {
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
    embeddingKeep: 1, // no time to overfit
    hiddenKeep: 1,
    nodeKeep: 1,
    outputKeep: 1,
    evalBatchSize: 64,
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

/** A real search on Penn Treebank in some hours on 2 CPU cores: a short training of a small network for each architecture. */
const cpu: PresetOverrides = {
  data: {
    trainTokens: 300_000, // of 930,000
  },
  rnnChild: {
    hiddenSize: 128,
    batchSize: 32, // twice the steps of the paper's batch, of which there are few
    epochs: 4,
    learningRateDecay: 0.5, // for a training this short
    decayFromEpoch: 3,
    asgdStartEpoch: 4,
    embeddingKeep: 0.9, // no time to overfit
    hiddenKeep: 0.9,
    nodeKeep: 1,
    outputKeep: 0.8,
    evalBatchSize: 64, // scores quicker; the few more beginnings are the same for all
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

/** The paper's search for recurrent cells with children trained one by one (NAO, section 4.3): 300 days of a GPU, shared by many workers. */
const paper: PresetOverrides = {
  search: {
    poolSize: 600, // chosen: the paper gives its numbers of architectures for convolutional cells alone (NAO 4.1), here and below
    topK: 200,
    newPerRound: 200, // in the second of the two rounds
  },
  run: {
    checkpointEveryScores: 1, // a child costs more than a checkpoint
  },
};

/** For tests: the same program in seconds, its results without meaning. */
const tiny: PresetOverrides = {
  rnnChild: {
    hiddenSize: 8,
    batchSize: 4,
    bpttSteps: 5,
    epochs: 2,
    learningRate: 1,
    asgdStartEpoch: 2,
    evalBatchSize: 64,
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
export const rnnFullPresets = { quick, cpu, paper, tiny };
