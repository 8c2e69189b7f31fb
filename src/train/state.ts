import { z } from 'zod';
import type { TrainConfig } from '../config/load-train';
import { keptStateSchema } from '../run/kept-state';
import type { LogPositions } from '../run/log-files';

/** Sums by name. They are finite: steps with other values are not counted, and JSON could not hold them. */
const sumsSchema = z.looseObject({ loss: z.number() }).catchall(z.number());

/** State of a training in its checkpoints: plain JSON. */
export const trainStateSchema = z.strictObject({
  ...keptStateSchema.shape,
  /** Raised whenever older states can no longer be read. */
  format: z.literal(3),
  /** Digest of the training data. */
  dataDigest: z.string(),
  /** Steps taken. */
  step: z.number().int().nonnegative(),
  /** Sums over the steps of the current epoch. */
  epoch: z.strictObject({ sums: sumsSchema, seconds: z.number() }),
  /** The 1-based epoch with the best score on held-out data; the first of equal ones. */
  best: z.strictObject({ epoch: z.number(), score: z.number() }).nullable(),
});

export type TrainState = z.infer<typeof trainStateSchema>;

export function createTrainState(settings: TrainConfig, dataDigest: string, logs: LogPositions): TrainState {
  return {
    settings,
    logs,
    format: 3,
    dataDigest,
    step: 0,
    epoch: { sums: { loss: 0 }, seconds: 0 },
    best: null,
  };
}
