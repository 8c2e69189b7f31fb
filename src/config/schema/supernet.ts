import { z } from 'zod';
import { augmentation } from './augmentation';
import { classifierRegularization, stackedCells } from './classifier';
import { fraction, nonNegativeInteger, positiveInteger } from './numbers';
import { momentumSgd } from './optimizer';

/** Settings of the supernet of convolutional cells and its training. */
export const cnnSupernetSchema = z.strictObject({
  ...stackedCells,
  /**
   * Architecture that a training step trains. From the pool: `pool`, at random (NAO section 3.4); `parameters`, in proportion to
   * its parameters (NAO_V2). From the whole space: `space`, at random (SPOS); `fair`, each choice of each position equally often
   * (FairNAS).
   */
  sampling: z.enum(['pool', 'parameters', 'space', 'fair']),
  /** Images per training step. */
  batchSize: positiveInteger,
  /** Epochs over the training images before the first round's scoring. */
  firstEpochs: z.number().positive(),
  /** Epochs over the training images before the scoring of each later round. */
  epochsPerRound: z.number().positive(),
  ...momentumSgd,
  /**
   * Decay of the learning rate: `cosine`, half a cosine; `size`, a power of the remaining share of training, which is 4 for the
   * smallest network of the space and 1/4 for the largest (DYNAS).
   */
  learningRateDecay: z.enum(['cosine', 'size']),
  /** What the decay spans: each `round`, from the start again; the whole `run`. */
  learningRateSpan: z.enum(['round', 'run']),
  /** Epochs before each scoring whose weights are averaged for it; 0 scores with the last weights. */
  averageEpochs: z.number().nonnegative(),
  /**
   * Compute the products of 1x1 convolutions again in the backward pass, instead of keeping them. The results are the same to
   * the bit.
   */
  recompute: z.boolean(),
  /** Probability of keeping a branch's path in training (drop-path); 1 keeps all. */
  dropPathKeep: fraction.positive(),
  ...classifierRegularization,
  ...augmentation,
  /** Score of an architecture on the validation images: `accuracy`, or `loss`, the mean cross-entropy in nats. */
  score: z.enum(['accuracy', 'loss']),
  /** Validation images on which an architecture is scored, the same for all architectures; 0 uses all of them. */
  evalImages: nonNegativeInteger,
  /** Images per scoring step. */
  evalBatchSize: positiveInteger,
  /**
   * Batches of `evalBatchSize` training images whose statistics batch norm uses in an architecture's scoring, so that the result for
   * an image does not depend on its batch; 0 uses the statistics of each scoring step.
   */
  statisticsBatches: nonNegativeInteger,
  /** Training steps of each architecture alone before its score, from the shared weights, which they do not change; 0 for none. */
  fineTuneSteps: nonNegativeInteger,
  /** Learning rate of the first of these steps. It decays linearly to 0. */
  fineTuneLearningRate: z.number().positive(),
});

export type CnnSupernetSettings = z.infer<typeof cnnSupernetSchema>;
