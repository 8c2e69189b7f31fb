import type { PresetChanges } from '../preset';

/**
 * A real search on Penn Treebank in about 2 hours on 2 CPU cores, by its measured speed: a network of 128 units trains on 5,900
 * tokens/s and scores 14,200 on an old machine (docs/benchmarks.md). That makes 38 epochs over 930,000 tokens in 100 minutes and 3 x 120
 * scores over 74,000 tokens in 31; the controller, measured at 0.08 s an epoch, takes 3.
 */
export const cpu: PresetChanges = {
  rnn: {
    hiddenUnits: 128,
    firstEpochs: 18, // weights that nobody has trained yet need longer
    epochsPerRound: 10,
    keepEmbedding: 0.9, // a smaller network, trained for a shorter time, overfits less
    keepHidden: 0.9,
    keepNodes: 0.95,
    keepOutput: 0.8,
  },
  controller: {
    batch: 60, // more steps an epoch for a small pool
    evaluateEveryEpochs: 200,
  },
  search: {
    rounds: 3, // two in which the controller proposes
    pool: 120, // the predictor wants about 100 examples (NAO, figure 2)
    seeds: 40,
    newPerRound: 40,
  },
  run: {
    checkpointEverySteps: 500, // about every minute
    checkpointEveryScores: 30,
  },
};
