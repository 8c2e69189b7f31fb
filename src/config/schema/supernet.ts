import { z } from 'zod';
import { augmentation } from './augmentation';
import { classifierRegularization, stackedCells } from './classifier';
import { fraction, nonNegativeInteger, positiveInteger } from './numbers';
import { momentumSgd } from './optimizer';

/** Settings of the supernet of convolutional cells and its training. */
export const cnnSupernetSchema = z.strictObject({
  ...stackedCells,
  /** Images per training step. */
  batchSize: positiveInteger,
  /** Epochs over the training images before the first round's scoring. */
  firstEpochs: z.number().positive(),
  /** Epochs over the training images before the scoring of each later round. */
  epochsPerRound: z.number().positive(),
  ...momentumSgd,
  /** Probability of keeping a branch's path in training (drop-path); 1 keeps all. */
  dropPathKeep: fraction.positive(),
  ...classifierRegularization,
  ...augmentation,
  /** Validation images on which an architecture is scored, the same for all architectures; 0 uses all of them. */
  evalImages: nonNegativeInteger,
  /** Images per scoring step. Batch norm uses the statistics of this batch. */
  evalBatchSize: positiveInteger,
});
