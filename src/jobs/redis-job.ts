import { z } from 'zod';

/** Schema of a job in Redis, where other programs may write too. */
export const storedJobSchema = z.object({
  job: z.object({
    kind: z.string(),
    run: z.string(),
    architecture: z.string(),
    seed: z.number(),
    data: z.json(),
  }),
  /** Set by a search to make the worker stop the job. */
  isCancelled: z.boolean(),
});

export type StoredJob = z.infer<typeof storedJobSchema>;
