import { z } from 'zod';
import { trainPositionsSchema } from './logs';

/** Where a training stands: plain JSON, a checkpoint's state. */
export const trainStateSchema = z.strictObject({
  /** Raised whenever an older state can no longer be read. */
  format: z.literal(1),
  /** What it is trained on. */
  dataDigest: z.string(),
  logs: trainPositionsSchema,
  /** Steps taken. */
  step: z.number().int().nonnegative(),
  /** Sums over the steps of the epoch that is under way. */
  epoch: z.strictObject({ loss: z.number(), accuracy: z.number(), seconds: z.number() }),
  /** The epoch, from 1, with the best accuracy on the images held out, its first where several have it. */
  best: z.strictObject({ epoch: z.number(), validAccuracy: z.number() }).nullable(),
});

export type TrainState = z.infer<typeof trainStateSchema>;

export function firstState(dataDigest: string): TrainState {
  return {
    format: 1,
    dataDigest,
    logs: { epochs: 0, scalars: 0 },
    step: 0,
    epoch: { loss: 0, accuracy: 0, seconds: 0 },
    best: null,
  };
}
