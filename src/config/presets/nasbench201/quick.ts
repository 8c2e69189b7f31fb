import type { PresetChanges } from '../preset';

/**
 * What `nao compare` starts from: the paper's controller, trained in seconds, and a predictor that knows the cell as a graph and
 * chooses among all that is new. What each of the settings is worth stands in docs/results.md.
 */
export const quick: PresetChanges = {
  controller: {
    epochs: 10, // the process chooses, among all cells: what is decoded is one of them
    batch: 20, // more steps an epoch for a small pool
    learningRate: 0.003,
    reads: 'written', // the process sees the graph itself
    predictor: 'process',
    targets: 'ranks',
    heldOut: 0, // with so few, all are learned from
    evaluateEveryEpochs: 10,
  },
  search: {
    seeds: 10,
    newPerRound: 5,
    candidates: 5000, // all there are
    exploration: 0.5,
  },
};
