import type { PresetChanges } from '../preset';

/** For tests and for trying things out: the same program in seconds, its results without meaning. */
export const tiny: PresetChanges = {
  space: {
    nodes: 2, // the graph's size, and so the time it takes to load, grows with it
  },
  data: {
    dataset: 'fashion-mnist',
    validImages: 40,
    trainImages: 80,
  },
  supernet: {
    layers: 1,
    channels: 4,
    batchImages: 16,
    firstEpochs: 1,
    epochsPerRound: 1,
    auxiliaryWeight: 0,
    cropPaddingPixels: 1,
    scoreBatchImages: 20,
  },
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
    checkpointEverySteps: 3, // often, so that tests stop between and within them
    checkpointEveryEpochs: 4,
    checkpointEveryScores: 3,
  },
};
