import { nasBench201Child } from './child';
import { withGraphSurrogate } from './graph-surrogate';
import type { PresetOverrides } from './preset';
import { cpuFullSearch, quickFullSearch, tinyFullSearch, tinySearch } from './search-sizes';

/**
 * Protocol of NAS-Bench-201: search on the validation accuracy after 12 epochs, report the test accuracy after 200. The sizes suit
 * the usual budgets of about 100 queries; NAO has no settings for this benchmark.
 */
const base: PresetOverrides = {
  mode: 'table', // the purpose of the benchmark; modes ws and full train its networks
  space: {
    name: 'nasbench201',
  },
  supernet: {
    cellsPerStack: 5, // the benchmark's N
    channels: 16, // the benchmark's C
    weightDecay: 5e-4, // as the benchmark
    dropPathKeep: 1, // the network has no drop-path
    auxiliaryWeight: 0, // the network has no auxiliary head
  },
  child: nasBench201Child,
  controller: {
    // Chosen on a random half of the cells by validation accuracy (docs/lab-notebook.md). NAO's 1,000 epochs would take hours for the
    // measurements on this table; with ten times the steps per epoch, 75 epochs rank the cells as well or better.
    epochs: 75,
    batchSize: 10,
    input: 'pruned', // many cells of this space are the same network, which the controller would have to learn
  },
  search: {
    rounds: 9, // 20 + 8 * 10 = 100 queries
    poolSize: 20, // chosen: as many as the Gaussian process baseline starts with
    topK: 20,
    newPerRound: 10,
  },
  table: {
    architectureColumn: 'arch',
    scoreColumn: 'cifar10_valid_12ep',
    testColumn: 'cifar10_test_200ep',
  },
};

/**
 * Default of `nao compare`: NAO's controller, trained in seconds, and a Gaussian process on the cell's graph as surrogate, which
 * chooses among all unseen cells. docs/lab-notebook.md has the effect of each setting.
 */
const quick = withGraphSurrogate({
  controller: {
    epochs: 10, // decoded cells are only some of the candidates
    batchSize: 20, // more steps per epoch for a small pool
    learningRate: 0.003,
    input: 'full', // the Gaussian process reads the graph, not the controller's input
    validationFraction: 0, // the pool is too small to hold any out
    evaluateEveryEpochs: 10,
  },
  search: {
    rounds: 26, // 10 + 25 * 2 = 60 queries
    poolSize: 10,
    topK: 10,
    newPerRound: 2, // a fit takes a fraction of a second
  },
});

/** The same program in seconds, for tests and experiments. Its results have no meaning. */
const tiny: PresetOverrides = tinySearch;

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
};

/**
 * A search on CIFAR-10 in less than 2 hours on 2 CPU cores. Small networks and images leave time for many epochs. How the training was
 * chosen is in docs/lab-notebook.md.
 */
const cpuWs: PresetOverrides = {
  data: {
    resizePixels: 16, // a quarter of the time per image
  },
  supernet: {
    cellsPerStack: 1,
    sampling: 'parameters', // large networks need more training
    firstEpochs: 300,
    epochsPerRound: 50,
    learningRate: 0.2,
    learningRateEnd: 0,
    learningRateDecay: 'size', // as above
    learningRateSpan: 'run',
    weightDecay: 1e-3,
    dropoutKeep: 1, // the networks underfit
    cropPaddingPixels: 2, // an eighth of the side, as 4 of 32
  },
  search: { rounds: 3, poolSize: 300, topK: 50, newPerRound: 50 },
  run: { checkpointEverySteps: 2000 },
};

const tinyNetwork = { cellsPerStack: 1, channels: 4, batchSize: 16, cropPaddingPixels: 1, evalBatchSize: 20 };
const tinyImages = { dataset: 'fashion-mnist', validImages: 40, trainImages: 80 };

const tinyWs: PresetOverrides = {
  data: tinyImages,
  supernet: { ...tinyNetwork, firstEpochs: 1, epochsPerRound: 1 },
  run: { ...tiny.run, checkpointEverySteps: 3 },
};

/** All parts of a search that trains children from scratch, on Fashion-MNIST, in minutes on 2 CPU cores. */
const quickFull: PresetOverrides = {
  ...quickFullSearch,
  controller: quick.controller,
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

/** Presets of space nasbench201, as changes to `base`. A search of the table takes seconds, so there cpu equals quick. */
export const nasbench201Presets = {
  base,
  changes: { quick, cpu: quick, paper: {}, tiny },
  ws: { quick: quickWs, cpu: cpuWs, paper: paperWs, tiny: tinyWs },
  full: { quick: quickFull, cpu: cpuFull, paper: paperFull, tiny: tinyFull },
};
