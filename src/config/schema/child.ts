import { z } from 'zod';
import { CELL_OUTPUTS } from '../../space/cnn/cells';
import { augmentation } from './augmentation';
import { classifierRegularization, stackedCells } from './classifier';
import { fraction, positiveInteger } from './numbers';
import { momentumSgd } from './optimizer';

/** Settings of an image classifier that is trained from scratch. */
export const cnnChildSchema = z.strictObject({
  ...stackedCells,
  /** Output of a cell from its loose ends, the states that no branch reads: `concatenated`, or `projected` and summed. */
  cellOutput: z.enum(CELL_OUTPUTS),
  /** Images per training step. */
  batchSize: positiveInteger,
  /** Epochs over the training images. */
  epochs: positiveInteger,
  ...momentumSgd,
  /** Probability of keeping a branch's path in training (drop-path), at the end of training if scheduled; 1 keeps all. */
  dropPathKeep: fraction.positive(),
  /** Raise the drop-path rate linearly over the training steps, from 0 to 1 - `dropPathKeep` (ScheduledDropPath, NASNet). */
  scheduledDropPath: z.boolean(),
  ...classifierRegularization,
  ...augmentation,
  /** Images per evaluation step. Results do not depend on it. */
  evalBatchSize: positiveInteger,
});

export type CnnChildSettings = z.infer<typeof cnnChildSchema>;
