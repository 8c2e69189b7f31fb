import type { PresetChanges } from '../preset';

/**
 * The benchmark's protocol: search on the validation accuracy after 12 epochs, report the test accuracy after 200. Sizes are
 * for the budgets of about a hundred look-ups at which searches are compared there; the paper has none for it.
 */
export const paper: PresetChanges = {
  mode: 'table', // all there is
  space: {
    name: 'nasbench201',
  },
  controller: {
    // Chosen on a random half of the cells by validation accuracy (docs/results.md). The paper's 1,000 epochs take hours for what is
    // measured on this table; with ten times the steps in each, 75 order the cells as well or better.
    epochs: 75,
    batch: 10,
    reads: 'bare', // a cell of this space has many texts, unlike the paper's: the controller would have to learn which are one network
  },
  search: {
    rounds: 9, // 20 + 8 * 10 = 100 look-ups
    pool: 20, // chosen: as the Gaussian process that it is compared with begins
    seeds: 20,
    newPerRound: 10,
  },
  table: {
    architectureColumn: 'arch',
    scoreColumn: 'cifar10_valid_12ep',
    reportColumn: 'cifar10_test_200ep',
  },
};
