import { z } from 'zod';
import { fraction } from './numbers';

/** Ends of a cosine learning-rate schedule. */
export const cosineSchedule = {
  /** Learning rate at the start of the cosine schedule, which spans a round with shared weights or a child's whole training. */
  learningRate: z.number().positive(),
  /** Learning rate at the end of the cosine schedule; equal to `learningRate`, it keeps the rate constant. */
  learningRateEnd: z.number().nonnegative(),
};

/** Changes to the gradients before the optimizer's step. */
export const gradientTransforms = {
  /** Coefficient of the L2 penalty that is added to the gradients. */
  weightDecay: z.number().nonnegative(),
  /** Largest global norm of the gradients; larger gradients are scaled down to it. 0 turns clipping off. */
  clipNorm: z.number().nonnegative(),
};

/** SGD with momentum on a cosine schedule. */
export const momentumSgd = {
  ...cosineSchedule,
  /** Momentum coefficient of SGD. */
  momentum: fraction,
  /** Use Nesterov momentum. */
  nesterov: z.boolean(),
  ...gradientTransforms,
};
