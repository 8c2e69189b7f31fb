import type { PresetChanges } from '../preset';

/**
 * What the paper's search of recurrent cells (NAO, section 4.3) changes in its search of convolutional ones: the base of
 * all presets of the space rnn. With shared weights on one GPU the paper took 10 hours.
 */
export const paper: PresetChanges = {
  space: {
    name: 'rnn',
    nodes: 12, // NAO 3.1: B = 12
  },
  data: {
    dataset: 'ptb', // NAO 4.3
  },
  controller: {
    embedding: 64, // NAO 4.3, as all of these
    hidden: 128,
    predictorLayers: [200], // of two layers, 200 and 1, the last is always there
    lambda: 0.8,
  },
  search: {
    rounds: 2, // NAO 4.3: L = 2
  },
};
