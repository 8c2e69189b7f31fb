import type { PresetChanges } from '../preset';

/** The paper's controller, trained in seconds a search: what `nao compare` starts from. */
export const quick: PresetChanges = {
  controller: {
    epochs: 100, // six tokens are learned sooner than forty
    batch: 20, // more steps an epoch for a small pool
    learningRate: 0.003,
    heldOut: 0, // with so few, all are learned from
    evaluateEveryEpochs: 100,
  },
};
