import { z } from 'zod';
import { fraction, positiveInteger } from './numbers';

/** Size of a network of stacked cells. */
export const stackedCells = {
  /**
   * N, normal cells in each of the three stacks; a reduction cell follows each of the first two stacks. In space `nasbench201` a
   * residual block does.
   */
  cellsPerStack: positiveInteger,
  /** F, channels of the first stack; they double from stack to stack. */
  channels: positiveInteger,
};

/** Regularization of the classifier on top of the cells. */
export const classifierRegularization = {
  /** Probability of keeping a feature before the classifier in training (dropout); 1 keeps all. */
  dropoutKeep: fraction.positive(),
  /** Weight of the auxiliary head's loss; 0 omits the head. */
  auxiliaryWeight: z.number().nonnegative(),
  /** Probability mass that label smoothing spreads over all classes; 0 turns it off. */
  labelSmoothing: fraction,
};
