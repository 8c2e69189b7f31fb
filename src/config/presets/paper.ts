import { paperCnnChild } from './child';
import type { Preset } from './preset';
import { paperRnnChild, paperRnnSupernet } from './rnn-networks';

/**
 * The settings of the paper's search with shared weights (NAO, sections 3.4 and 4.1), one GPU, about 10 hours; and the
 * base that other presets state their differences from. The paper keeps ENAS's training pipeline unchanged when it
 * shares weights, so the supernet's settings are those of the ENAS paper (Pham et al. 2018, section 3.2) where it gives
 * them. `chosen` marks what neither paper states.
 */
export const paperPreset: Preset = {
  mode: 'ws',
  space: {
    name: 'cnn',
    nodes: 5, // NAO 4.1: B = 5
  },
  data: {
    dataset: 'cifar10', // NAO 4.1
    dir: '', // the data set's own download
    validImages: 5000, // NAO 4.1: 5,000 of the training images, drawn at random
    trainImages: 0, // all others
    resizePixels: 0, // images of one size are expected
    trainTokens: 0, // all
    vocabularyWords: 0, // the text's own
  },
  supernet: {
    cellsPerStack: 3, // NAO 4.1: N = 3 in search
    channels: 20, // ENAS: searches with 20 channels; the paper's own F = 32 is for children trained one by one
    batchSize: 64, // chosen: steps of 10-20 ms keep a GPU busy; the paper's 128 is for children trained one by one
    firstEpochs: 50, // chosen: with three rounds the 150 epochs that ENAS searches for
    epochsPerRound: 50, // chosen, as above
    learningRate: 0.05, // ENAS 3.2
    learningRateEnd: 0.001, // ENAS 3.2
    momentum: 0.9, // NAO 4.1
    nesterov: true, // ENAS 3.2
    weightDecay: 1e-4, // ENAS 3.2; the paper's 5e-4 is for children trained one by one
    clipNorm: 5, // ENAS
    dropPathKeep: 0.9, // NAO 4.1 drops paths, without a number: chosen
    dropoutKeep: 0.9, // ENAS
    auxiliaryWeight: 0.4, // ENAS searches with an auxiliary head; the weight is that of NASNet (Zoph et al. 2018)
    labelSmoothing: 0, // neither paper smooths labels
    cropPaddingPixels: 4, // NAO 4.1: crops of 32x32 out of 40x40
    horizontalFlip: true, // NAO 4.1
    cutoutPixels: 0, // NAO 4.1: in the final training alone
    evalImages: 0, // all: a single batch, as in ENAS, lets luck decide
    evalBatchSize: 500, // chosen: divides 5,000, and gives batch norm steady statistics
  },
  rnn: paperRnnSupernet,
  child: paperCnnChild,
  rnnChild: paperRnnChild,
  full: {
    concurrency: 1, // the others are workers on a queue
    threads: 0, // all cores
  },
  controller: {
    embeddingSize: 32, // NAO 4.1
    hiddenSize: 96, // NAO 4.1
    predictorLayers: [], // NAO 4.1: one linear layer on the mean state
    lambda: 0.9, // NAO 4.1
    learningRate: 0.001, // NAO 4.1, with Adam
    epochs: 1000, // NAO 4.1
    batchSize: 100, // chosen
    clipNorm: 5, // chosen
    augmentSymmetric: true, // NAO 3.2
    input: 'full', // NAO 3.1: its cells use all that is written
    predictor: 'network', // NAO 3.2
    targets: 'scores', // NAO 3.2
    validationFraction: 0.08, // NAO 4.1, figure 2: 50 of 600
    evaluateEveryEpochs: 100, // chosen
  },
  search: {
    rounds: 3, // NAO 4.1: L = 3
    poolSize: 1000, // NAO 4.1: 1,000 architectures in all
    topK: 100, // chosen: K, a tenth of the pool (the paper's 200 are for children trained one by one)
    newPerRound: 100, // chosen: one for each seed
    stepSize: 10, // NAO 4.1: eta = 10
    maxStepSize: 100, // chosen: ten times eta; further away the decoder returns the same few cells
    acquisitionSamples: 0, // NAO 3.2: what is decoded, unseen
    ucbBeta: 0, // NAO 3.2: none
  },
  table: {
    file: '', // to be given with mode table
    architectureColumn: 'architecture',
    scoreColumn: 'valid_accuracy',
    testColumn: '', // none
    direction: 'maximize',
    splitSeed: 0, // all rows
  },
  baselines: {
    // Chosen on a random half of NAS-Bench-201 by validation accuracy: docs/results.md.
    gpTargets: 'scores',
    gpLengthScale: 1,
    gpNoise: 0.1,
    gpUcbBeta: 2,
    reinforceLearningRate: 0.001,
  },
  run: {
    device: 'auto',
    checkpointEverySteps: 500,
    checkpointEveryEpochs: 250,
    checkpointEveryScores: 200,
    deterministicOps: false, // TensorFlow has no such GPU kernel for the gradient of depthwise filters
    maxHours: 0, // no limit
  },
};
