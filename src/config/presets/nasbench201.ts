import { nasBench201Child } from './child';
import { withGraphSurrogate } from './graph-surrogate';
import { nasbench201FullPresets, nasbench201WsPresets } from './nasbench201-networks';
import type { PresetOverrides } from './preset';
import { tinySearch } from './search-sizes';

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

/** Presets of space nasbench201, as changes to `base`. A search of the table takes seconds, so there cpu equals quick. */
export const nasbench201Presets = {
  base,
  changes: { quick, cpu: quick, paper: {}, tiny },
  ws: nasbench201WsPresets,
  full: nasbench201FullPresets,
};
