import { z } from 'zod';

/** A job as it lies in Redis, where others may write too. */
export const storedJobSchema = z.object({
  job: z.object({
    kind: z.string(),
    run: z.string(),
    architecture: z.string(),
    seed: z.number(),
    data: z.json(),
  }),
  /** Set while it is under way: its worker is to give it up. */
  isCancelled: z.boolean(),
});

export type StoredJob = z.infer<typeof storedJobSchema>;
