import type { PresetChanges } from '../preset';

/** The paper's search for recurrent cells with children trained one by one (NAO, section 4.3): 300 days of a GPU, shared by many workers. */
export const paper: PresetChanges = {
  search: {
    pool: 600, // chosen: the paper gives its numbers of architectures for convolutional cells alone (NAO 4.1), here and below
    seeds: 200,
    newPerRound: 200, // in the second of the two rounds
  },
  run: {
    checkpointEveryScores: 1, // a child costs more than a checkpoint
  },
};
