import type { PresetChanges } from '../preset';

/** For tests and for trying things out: the same program in seconds, its results without meaning. */
export const tiny: PresetChanges = {
  space: {
    nodes: 4, // the graph's size, and so the time it takes to load, grows with it
  },
  data: {
    dataset: 'moby-dick',
    trainTokens: 121, // 4 columns of 30 tokens to read and to foretell: 6 steps an epoch
    vocabularyWords: 100,
  },
  rnn: {
    hiddenUnits: 8,
    batchSequences: 4,
    unrollTokens: 5,
    firstEpochs: 1,
    epochsPerRound: 1,
    averageEpochs: 1,
    scoreSequences: 4,
    scoreTokens: 81,
  },
  controller: {
    embedding: 8,
    hidden: 16,
    predictorLayers: [8],
    epochs: 10,
    batch: 8,
    evaluateEveryEpochs: 5,
    heldOut: 0.25,
  },
  search: {
    pool: 8,
    seeds: 4,
    newPerRound: 3,
  },
  run: {
    checkpointEverySteps: 3, // often, so that tests stop between and within them
    checkpointEveryEpochs: 4,
    checkpointEveryScores: 3,
  },
};
