import type { PresetOverrides } from './preset';
import { cpuFullSearch, quickFullSearch, tinyFullSearch, tinySearch } from './search-sizes';
import { twoCores } from './two-cores';

/* Presets of modes ws and full of space nasbench201, in addition to those of mode table. */

/** NAO's search with shared weights (section 3.4), in place of a budget of queries. */
const paperWs: PresetOverrides = {
  search: {
    rounds: 3,
    poolSize: 1000,
    topK: 100,
    newPerRound: 100,
  },
};

/** All parts of a search with shared weights, on Fashion-MNIST, in minutes on 2 CPU cores. */
const quickWs: PresetOverrides = {
  data: { dataset: 'fashion-mnist', trainImages: 20000 },
  supernet: {
    cellsPerStack: 1,
    channels: 8,
    firstEpochs: 1,
    epochsPerRound: 1,
    dropoutKeep: 1, // too short to overfit
    cropPaddingPixels: 2, // clothes are centered and fill the image
  },
  search: { rounds: 2, poolSize: 40, newPerRound: 10 },
  run: twoCores,
};

/**
 * A search on CIFAR-10 in less than an hour on 2 CPU cores. Small networks and images leave time for many epochs. How the training was
 * chosen is in docs/lab-notebook.md.
 */
const cpuWs: PresetOverrides = {
  data: {
    resizePixels: 16, // a quarter of the time per image
  },
  supernet: {
    cellsPerStack: 1,
    sampling: 'parameters', // large networks need more training
    firstEpochs: 60, // more do not rank better
    epochsPerRound: 15,
    learningRate: 0.2,
    learningRateEnd: 0,
    learningRateDecay: 'size', // as above
    learningRateSpan: 'run',
    weightDecay: 1e-3,
    dropoutKeep: 1, // the networks underfit
    cropPaddingPixels: 2, // an eighth of the side, as 4 of 32
  },
  search: { rounds: 3, poolSize: 300, topK: 50, newPerRound: 50 },
  run: {
    ...twoCores,
    checkpointEverySteps: 2000,
  },
};

const tinyNetwork = { cellsPerStack: 1, channels: 4, batchSize: 16, cropPaddingPixels: 1, evalBatchSize: 20 };
const tinyImages = { dataset: 'fashion-mnist', validImages: 40, trainImages: 80 };

const tinyWs: PresetOverrides = {
  data: tinyImages,
  supernet: { ...tinyNetwork, firstEpochs: 1, epochsPerRound: 1 },
  run: { ...tinySearch.run, checkpointEverySteps: 3 },
};

/** All parts of a search that trains children from scratch, on Fashion-MNIST, in minutes on 2 CPU cores. */
const quickFull: PresetOverrides = {
  search: quickFullSearch.search,
  run: quickFullSearch.run,
  data: { dataset: 'fashion-mnist', trainImages: 6000 },
  child: {
    cellsPerStack: 1,
    channels: 8,
    batchSize: 64,
    epochs: 1,
    learningRate: 0.05,
    cropPaddingPixels: 2,
  },
};

/** A search on CIFAR-10 in some hours on 2 CPU cores: each architecture is a small network with a short training. */
const cpuFull: PresetOverrides = {
  ...cpuFullSearch,
  data: { trainImages: 20000 },
  child: { cellsPerStack: 1, channels: 16, batchSize: 64, epochs: 3, learningRate: 0.05 },
};

const paperFull: PresetOverrides = {
  run: { checkpointEveryScores: 1 }, // a child costs more than a checkpoint
};

const tinyFull: PresetOverrides = {
  ...tinyFullSearch,
  data: tinyImages,
  child: { ...tinyNetwork, epochs: 1 },
};

/** Changes of each preset in mode ws. */
export const nasbench201WsPresets = { quick: quickWs, cpu: cpuWs, paper: paperWs, tiny: tinyWs };

/** Changes of each preset in mode full. */
export const nasbench201FullPresets = { quick: quickFull, cpu: cpuFull, paper: paperFull, tiny: tinyFull };
