import type { PresetOverrides } from './preset';

/**
 * The benchmark's protocol: search on the validation accuracy after 12 epochs, report the test accuracy after 200. Sizes are
 * for the budgets of about a hundred look-ups at which searches are compared there; the paper has none for it.
 */
const base: PresetOverrides = {
  mode: 'table', // all there is
  space: {
    name: 'nasbench201',
  },
  controller: {
    // Chosen on a random half of the cells by validation accuracy (docs/results.md). The paper's 1,000 epochs take hours for what is
    // measured on this table; with ten times the steps in each, 75 order the cells as well or better.
    epochs: 75,
    batchSize: 10,
    input: 'pruned', // a cell of this space has many texts, unlike the paper's: the controller would have to learn which are one network
  },
  search: {
    rounds: 9, // 20 + 8 * 10 = 100 look-ups
    poolSize: 20, // chosen: as the Gaussian process that it is compared with begins
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
 * What `nao compare` starts from: the paper's controller, trained in seconds, and a predictor that knows the cell as a graph and
 * chooses among all that is new. What each of the settings is worth stands in docs/results.md.
 */
const quick: PresetOverrides = {
  controller: {
    epochs: 10, // the process chooses, among all cells: what is decoded is one of them
    batchSize: 20, // more steps an epoch for a small pool
    learningRate: 0.003,
    input: 'full', // the process sees the graph itself
    predictor: 'gp',
    targets: 'ranks',
    validationFraction: 0, // with so few, all are learned from
    evaluateEveryEpochs: 10,
  },
  search: {
    topK: 10,
    newPerRound: 5,
    acquisitionSamples: 5000, // all there are
    ucbBeta: 0.5,
  },
};

/** For tests and for trying things out: the same program in seconds, its results without meaning. */
const tiny: PresetOverrides = {
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
    checkpointEveryEpochs: 4,
    checkpointEveryScores: 3,
  },
};

/** The presets of the space nasbench201, on the base of the benchmark's protocol. A search that takes seconds needs no smaller one for the CPU. */
export const nasbench201Presets = { base, changes: { quick, cpu: quick, paper: {}, tiny } };
