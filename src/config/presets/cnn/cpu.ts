import type { PresetChanges } from '../preset';

/** A real search on CIFAR-10 in about 2 hours on 2 CPU cores: a smaller network, fewer architectures and epochs. */
export const cpu: PresetChanges = {
  supernet: {
    layers: 1, // with 12 channels several times quicker than the paper's network; the ranking is what counts
    channels: 12,
    firstEpochs: 14, // weights that nobody has trained yet need longer
    epochsPerRound: 10, // 34 epochs in all take about 85 minutes, the scoring on 5,000 images half an hour
  },
  controller: {
    batch: 60, // more steps an epoch for a small pool
    evaluateEveryEpochs: 200,
  },
  search: {
    pool: 120, // the predictor wants about 100 examples (NAO, figure 2)
    seeds: 40,
    newPerRound: 40,
  },
  run: {
    checkpointEverySteps: 200, // about every minute or two
    checkpointEveryScores: 30,
  },
};
