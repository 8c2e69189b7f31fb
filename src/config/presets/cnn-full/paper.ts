import type { PresetChanges } from '../preset';

/** The paper's search with children trained one by one (NAO, section 4.1): 200 days of a GPU, shared by many workers. */
export const paper: PresetChanges = {
  search: {
    pool: 600, // NAO 4.1: 600 at first
    seeds: 200, // NAO 4.1: K = 200
    newPerRound: 200, // NAO 4.1: 200 new ones in each of the two later rounds, 1,000 in all
  },
  run: {
    checkpointEveryScores: 1, // a child costs more than a checkpoint
  },
};
