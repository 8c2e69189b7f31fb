import { z } from 'zod';
import { trainLogPositionsSchema } from './logs';

/** Numbers, by name; JSON has no infinite ones, and no step with one is counted. */
const sumsSchema = z.looseObject({ loss: z.number() }).catchall(z.number());

/** Where a training stands: plain JSON, a checkpoint's state. */
export const trainStateSchema = z.strictObject({
  /** Raised whenever an older state can no longer be read. */
  format: z.literal(2),
  /** What it is trained on. */
  dataDigest: z.string(),
  logs: trainLogPositionsSchema,
  /** Steps taken. */
  step: z.number().int().nonnegative(),
  /** Sums over the steps of the epoch that is under way. */
  epoch: z.strictObject({ sums: sumsSchema, seconds: z.number() }),
  /** The epoch, from 1, with the best score on what is held out, its first where several have it. */
  best: z.strictObject({ epoch: z.number(), score: z.number() }).nullable(),
});

export type TrainState = z.infer<typeof trainStateSchema>;

export function createTrainState(dataDigest: string): TrainState {
  return {
    format: 2,
    dataDigest,
    logs: { epochs: 0, scalars: 0 },
    step: 0,
    epoch: { sums: { loss: 0 }, seconds: 0 },
    best: null,
  };
}
