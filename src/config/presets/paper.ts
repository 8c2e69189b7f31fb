import { paperCnnChild } from './child';
import type { Preset } from './preset';
import { paperRnnChild, paperRnnSupernet } from './rnn-networks';

/**
 * The search with shared weights of NAO (Luo et al. 2018, sections 3.4 and 4.1), about 10 hours on one GPU. All other presets are
 * changes to it. NAO trains shared weights as ENAS does, so the supernet's settings are those of ENAS (Pham et al. 2018, section
 * 3.2) if it states them. `chosen` marks values that neither paper states.
 */
export const paperPreset: Preset = {
  mode: 'ws',
  space: {
    name: 'cnn',
    nodes: 5, // NAO 4.1: B = 5
  },
  data: {
    dataset: 'cifar10', // NAO 4.1
    dir: '', // the default download folder
    validImages: 5000, // NAO 4.1: 5,000 of the training images, drawn at random
    trainImages: 0, // all that are not held out
    resizePixels: 0, // images of one size are expected
    trainTokens: 0, // all
    vocabularyWords: 0, // the text's own
  },
  supernet: {
    cellsPerStack: 3, // NAO 4.1: N = 3 in search
    channels: 20, // ENAS searches with 20 channels; NAO's F = 32 is for children trained from scratch
    sampling: 'pool', // NAO 3.4
    batchSize: 64, // chosen: steps of 10-20 ms keep a GPU busy; NAO's 128 is for children trained from scratch
    firstEpochs: 50, // chosen: in three rounds the 150 epochs of ENAS's search
    epochsPerRound: 50, // chosen, as above
    learningRate: 0.05, // ENAS 3.2
    learningRateEnd: 0.001, // ENAS 3.2
    learningRateDecay: 'cosine', // ENAS 3.2
    learningRateSpan: 'round', // chosen: each scoring follows a complete decay
    averageEpochs: 0, // neither paper averages
    momentum: 0.9, // NAO 4.1
    nesterov: true, // ENAS 3.2
    weightDecay: 1e-4, // ENAS 3.2; NAO's 5e-4 is for children trained from scratch
    clipNorm: 5, // ENAS
    recompute: false, // chosen: faster
    dropPathKeep: 0.9, // chosen: NAO 4.1 drops paths, without a number
    dropoutKeep: 0.9, // ENAS
    auxiliaryWeight: 0.4, // ENAS searches with an auxiliary head; the weight is that of NASNet (Zoph et al. 2018)
    labelSmoothing: 0, // neither paper smooths labels
    cropPaddingPixels: 4, // NAO 4.1: crops of 32x32 out of 40x40
    horizontalFlip: true, // NAO 4.1
    cutoutPixels: 0, // NAO 4.1: in the final training only
    score: 'accuracy', // NAO 3.4
    evalImages: 0, // all: ENAS scores on one batch, which is noisy
    evalBatchSize: 500, // chosen: divides 5,000 and gives batch norm stable statistics
    statisticsBatches: 0, // NAO and ENAS score with the statistics of the scored batch
    fineTuneSteps: 0, // neither paper trains before a score
    fineTuneLearningRate: 0.01, // chosen: a fifth of the shared weights' first rate; without effect at 0 steps
  },
  rnn: paperRnnSupernet,
  child: paperCnnChild,
  rnnChild: paperRnnChild,
  full: {
    concurrency: 1, // more children at a time run on workers
  },
  controller: {
    embeddingSize: 32, // NAO 4.1
    hiddenSize: 96, // NAO 4.1
    predictorLayers: [], // NAO 4.1: one linear layer on the mean state
    predictorLoss: 'squared-error', // NAO 3.2
    lambda: 0.9, // NAO 4.1
    learningRate: 0.001, // NAO 4.1, with Adam
    epochs: 1000, // NAO 4.1
    batchSize: 100, // chosen
    clipNorm: 5, // chosen
    augmentSymmetric: true, // NAO 3.2
    input: 'full', // NAO 3.1: all operations of its cells are used
    predictor: 'network', // NAO 3.2
    targets: 'scores', // NAO 3.2
    pseudoLabels: 0, // NAO 3.2: none
    validationFraction: 0.08, // NAO 4.1, figure 2: 50 of 600
    evaluateEveryEpochs: 100, // chosen
  },
  search: {
    rounds: 3, // NAO 4.1: L = 3
    poolSize: 1000, // NAO 4.1: 1,000 architectures in all
    keepAll: false, // NAO algorithm 1
    topK: 100, // chosen: K, a tenth of the pool (NAO's 200 is for children trained from scratch)
    newPerRound: 100, // chosen: one for each improved architecture
    stepSize: 10, // NAO 4.1: eta = 10
    maxStepSize: 100, // chosen: ten times eta; beyond it the decoder returns the same few cells
    acquisitionSamples: 0, // NAO 3.2: decoded architectures only
    ucbBeta: 0, // NAO 3.2: none
    objectives: { maxParameters: 0, maxMultiplyAdds: 0, minimize: 'none' }, // NAO: the score alone
  },
  table: {
    file: '', // mode table requires one
    architectureColumn: 'architecture',
    scoreColumn: 'valid_accuracy',
    testColumn: '', // none
    direction: 'maximize',
    splitSeed: 0, // all rows
  },
  baselines: {
    // Chosen on a random half of NAS-Bench-201 by validation accuracy: docs/lab-notebook.md.
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
    deterministicOps: false, // TensorFlow has no deterministic GPU kernel for the gradient of depthwise filters
    threads: 0, // one per core
    maxHours: 0, // no limit
  },
};
