import { z } from 'zod';
import { MAX_NODES } from '../../space/positional-space';
import { cnnChildSchema } from './child';
import { fraction, nonNegativeInteger, positiveInteger } from './numbers';
import { rnnSchema } from './rnn';
import { rnnChildSchema } from './rnn-child';

/** Every setting of a search, one commented line each. Units are in the names; defaults are in presets.ts alone. */
export const searchConfigSchema = z.strictObject({
  /**
   * How architectures are scored: `ws`, with shared weights; `full`, each trained from scratch; `table`, a CSV of scores;
   * `custom`, by an evaluator that a program passes to `runSearch`.
   */
  mode: z.enum(['ws', 'full', 'table', 'custom']),
  /** All randomness of the run comes from named streams of this number. */
  seed: nonNegativeInteger.max(2 ** 31 - 1),
  space: z.strictObject({
    /**
     * Search space: `cnn`, convolutional cells for images; `rnn`, a recurrent cell for text; in modes `full` and `table` also
     * `cnn11`, convolutional cells of the paper's 11 operations; in mode `table` also `nasbench201`, that benchmark's cells.
     * Programs may register others (`registerSpace`), for modes `table` and `custom`.
     */
    name: z.string(), // checked against the registry with the other settings
    /** B, nodes per cell (paper, section 3.1); nasbench201 has cells of one size and ignores it. */
    nodes: positiveInteger.max(MAX_NODES),
  }),
  data: z.strictObject({
    /**
     * Space cnn: `fashion-mnist`, `cifar10`, `cifar100` or `images` (any image folder or tar). Space rnn: `ptb`,
     * `wikitext-2`, `moby-dick` or `text` (any UTF-8 text).
     */
    dataset: z.string(),
    /** Folder, tar or text the data is read from; empty: the data set's own package or download folder. */
    dir: z.string(),
    /** Training images held out, drawn by the seed, to score architectures on. */
    validImages: positiveInteger,
    /** Training images used, 0 for all that are not held out. */
    trainImages: nonNegativeInteger,
    /** Side to which images of other sizes are resized; 0 refuses them. */
    resizePixels: nonNegativeInteger,
    /** Training tokens of a text used, the first ones; 0 for all. */
    trainTokens: nonNegativeInteger,
    /** Largest vocabulary of a text, `<unk>` and `<eos>` included; 0: the text's own. */
    vocabularyWords: nonNegativeInteger,
  }),
  /** The space cnn's shared-weight network and its training; that of the space rnn has the group `rnn`. */
  supernet: z.strictObject({
    /** N, normal cells in each of the three stacks; two reduction cells stand between them. */
    cellsPerStack: positiveInteger,
    /** F, channels of the first stack, doubled by each reduction cell. */
    channels: positiveInteger,
    /** Images per training step. */
    batchSize: positiveInteger,
    /** Epochs over the training images before the scoring of the first round, and of each later one. */
    firstEpochs: z.number().positive(),
    epochsPerRound: z.number().positive(),
    /** Learning rate at the start and the end of a round's cosine. */
    learningRate: z.number().positive(),
    learningRateEnd: z.number().nonnegative(),
    momentum: fraction,
    nesterov: z.boolean(),
    /** L2 penalty added to gradients. */
    weightDecay: z.number().nonnegative(),
    /** Largest global norm of all gradients; 0 leaves them alone. */
    clipNorm: z.number().nonnegative(),
    /** Probability that a branch's path is kept in training (drop-path); 1 keeps all. */
    dropPathKeep: fraction.positive(),
    /** Probability that a feature before the classifier is kept in training (dropout); 1 keeps all. */
    dropoutKeep: fraction.positive(),
    /** Weight of the auxiliary head's loss; 0 leaves the head out. */
    auxiliaryWeight: z.number().nonnegative(),
    labelSmoothing: fraction,
    /** Zeros around an image before a random crop of the old size; 0: no crop. */
    cropPaddingPixels: nonNegativeInteger,
    /** Mirror every other image left to right. */
    horizontalFlip: z.boolean(),
    /** Side of a random square set to zero; 0: none. */
    cutoutPixels: nonNegativeInteger,
    /** Validation images an architecture is scored on, 0 for all; the first ones, the same for each architecture. */
    evalImages: nonNegativeInteger,
    /** Images per scoring step; batch norm uses the statistics of such a batch. */
    evalBatchSize: positiveInteger,
  }),
  rnn: rnnSchema,
  controller: z.strictObject({
    /** Size of a token's embedding. */
    embeddingSize: positiveInteger,
    /** Size of the LSTM states of encoder and decoder. */
    hiddenSize: positiveInteger,
    /** Layers of the predictor between the mean state and the prediction; empty: one linear layer. */
    predictorLayers: z.array(positiveInteger),
    /** Share of the predictor's loss in the joint loss (paper, equation 1). */
    lambda: fraction,
    learningRate: z.number().positive(),
    epochs: positiveInteger,
    /** Architectures per step. */
    batchSize: positiveInteger,
    /** Largest global norm of all gradients; 0 leaves them alone. */
    clipNorm: z.number().nonnegative(),
    /** Train on each architecture's symmetric twin too (paper, section 3.2). */
    augmentSymmetric: z.boolean(),
    /**
     * What the controller reads of an architecture: `written`, all of it; `bare`, without what its network makes no use of, where
     * the space can tell (nasbench201: operations on no path from input to output).
     */
    input: z.enum(['full', 'pruned']),
    /**
     * What foretells how good an architecture is: `network`, the paper's, on the embedding; `process`, a Gaussian process on the
     * architecture's graph, which also knows how sure it is.
     */
    predictor: z.enum(['network', 'gp']),
    /** What a predictor learns of the scores: `scores` themselves, from the worst at 0 to the best at 1; `ranks`, their order alone. */
    targets: z.enum(['scores', 'ranks']),
    /** Share of the scored architectures held out to measure the predictor. */
    validationFraction: fraction,
    /** Epochs between two rows of controller.csv. */
    evaluateEveryEpochs: positiveInteger,
  }),
  search: z.strictObject({
    /** L, rounds of train, score, learn, propose (paper, algorithm 1). */
    rounds: positiveInteger,
    /** Architectures drawn at random before the first round, and the pool's size where scores drift. */
    poolSize: positiveInteger,
    /** K, best architectures that are improved. */
    topK: positiveInteger,
    /** New architectures a round asks for. */
    newPerRound: positiveInteger,
    /** eta, first step size in the embedding (paper, equation 2); grows by half of itself until enough are new. */
    stepSize: z.number().nonnegative(),
    /** Step size at which the search gives up and fills with random architectures. */
    maxStepSize: z.number().nonnegative(),
    /**
     * Random architectures (or all, of a space that can be listed) from which the predictor chooses beside what is decoded and
     * what is one token away from the best; 0: what is decoded is taken as it comes, as in the paper.
     */
    acquisitionSamples: nonNegativeInteger,
    /** Standard deviations of the process's that are added to what it expects, in choosing: how much what is uncertain is worth. */
    ucbBeta: z.number().nonnegative(),
  }),
  /** In mode `full`: the network of each architecture of the spaces cnn and cnn11, and its training. */
  child: cnnChildSchema,
  /** In mode `full`: the language model of each architecture of the space rnn, and its training. */
  rnnChild: rnnChildSchema,
  full: z.strictObject({
    /** Children trained at a time in the process of the search; workers on a queue have numbers of their own. */
    concurrency: positiveInteger,
    /** Threads that each child's operations are computed with, which its last digits depend on; 0: one for each core. */
    threads: nonNegativeInteger,
  }),
  table: z.strictObject({
    /** CSV (may be gzipped) of architectures and scores, for mode `table`. */
    file: z.string(),
    architectureColumn: z.string(),
    scoreColumn: z.string(),
    /** Column told of the architecture that the search returns, and never looked at before; empty: none. */
    testColumn: z.string(),
    direction: z.enum(['maximize', 'minimize']),
    /** Keeps a random half of the rows, the half of that number, to choose settings on; 0: all rows. */
    splitSeed: nonNegativeInteger,
  }),
  /** The searchers of `nao compare` that have settings of their own. */
  baselines: z.strictObject({
    /** Searcher `gp`, what its process learns of the scores: themselves, or `ranks`, their order alone. */
    gpTargets: z.enum(['scores', 'ranks']),
    /** Of its kernel, in units of the square root of the number of features. */
    gpLengthScale: z.number().positive(),
    /** Variance of its noise, in units of the signal's. */
    gpNoise: z.number().positive(),
    /** Standard deviations added to what it expects. */
    gpUcbBeta: z.number().nonnegative(),
    /** Learning rate of searcher `reinforce`, of Adam. */
    reinforceLearningRate: z.number().positive(),
  }),
  run: z.strictObject({
    /** `auto` takes a GPU where one is usable. */
    device: z.enum(['auto', 'cpu', 'gpu']),
    /** On a GPU take only kernels that give the same bits each time; slower, and where an op has none the search fails. */
    deterministicOps: z.boolean(),
    /** Training steps between two checkpoints. */
    checkpointEverySteps: positiveInteger,
    /** Epochs of the controller between two checkpoints. */
    checkpointEveryEpochs: positiveInteger,
    /** Architectures scored between two checkpoints. */
    checkpointEveryScores: positiveInteger,
    /** Hours after which the search stops, resumable; 0: no limit. */
    maxHours: z.number().nonnegative(),
  }),
});

export type SearchConfig = z.infer<typeof searchConfigSchema>;

/** `Evaluator.rescoresEachRound` of the evaluators in each mode. In mode `custom` the evaluator decides. */
export const RESCORES_EACH_ROUND: Readonly<Record<Exclude<SearchConfig['mode'], 'custom'>, boolean>> = {
  ws: true,
  full: false,
  table: false,
};
