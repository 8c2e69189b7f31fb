import { z } from 'zod';
import { CELL_OUTPUTS } from '../../space/cnn/cells';
import { fraction, nonNegativeInteger, positiveInteger } from './numbers';

/** Settings of one network that is trained by itself. */
export const cnnChildSchema = z.strictObject({
  /** N, normal cells in each of the three stacks; two reduction cells stand between them. */
  cellsPerStack: positiveInteger,
  /** F, channels of the first stack, doubled by each reduction cell. */
  channels: positiveInteger,
  /** The states that nobody reads in a cell: `concatenated` side by side, or each `projected` into a sum, as in the supernet. */
  cellOutput: z.enum(CELL_OUTPUTS),
  /** Images per training step. */
  batchSize: positiveInteger,
  /** Epochs over the training images. */
  epochs: positiveInteger,
  /** Learning rate at the start and the end of a single cosine over all epochs. */
  learningRate: z.number().positive(),
  learningRateEnd: z.number().nonnegative(),
  momentum: fraction,
  nesterov: z.boolean(),
  /** L2 penalty added to gradients. */
  weightDecay: z.number().nonnegative(),
  /** Largest global norm of all gradients; 0 leaves them alone. */
  clipNorm: z.number().nonnegative(),
  /** Probability that a branch's path is kept in training (drop-path), at the end of it; 1 keeps all. */
  dropPathKeep: fraction.positive(),
  /** Drop more and more paths, from none at the start on, in proportion to the steps taken. */
  scheduledDropPath: z.boolean(),
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
  /** Images per scoring step; results do not depend on it. */
  evalBatchSize: positiveInteger,
});

export type CnnChildSettings = z.infer<typeof cnnChildSchema>;
