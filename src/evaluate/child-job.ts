import { z } from 'zod';
import { childSchema } from '../config/child-schema';
import type { SearchConfig } from '../config/schema';
import type { Job } from '../jobs/job-queue';

/** The kind of job that trains one architecture by itself. */
export const CHILD_JOB = 'train-child';

const count = z.number().int().positive();

/** What a child depends on beside its architecture and its seed. */
const childDataSchema = z.strictObject({
  space: z.strictObject({ name: z.string(), nodes: count }),
  data: z.strictObject({
    dataset: z.string(),
    dir: z.string(),
    resizePixels: z.number(),
    validImages: count,
    trainImages: z.number(),
    /** Of the data set, as in `trainingDigest`. */
    digest: z.string(),
  }),
  child: childSchema,
  /** Threads within one op, which the last digits depend on. */
  threads: count,
  /** Training steps between two checkpoints. */
  checkpointEverySteps: count,
});

export type ChildData = z.infer<typeof childDataSchema>;

/** What became of a child. */
const childResultSchema = z.strictObject({
  /** Fraction of the images held out that is classified rightly; null where the child diverged. */
  validAccuracy: z.number().nullable(),
  /** Mean cross-entropy on them, nats. */
  validLoss: z.number().nullable(),
  /** Images that both are means over. */
  images: z.number(),
  /** How it diverged, or null. */
  divergence: z.string().nullable(),
  /** Spent on training and scoring. */
  seconds: z.number(),
});

export type ChildResult = z.infer<typeof childResultSchema>;

/** What a child's training depends on, out of a search's settings. @param digest of the data set */
export function childData(
  config: Pick<SearchConfig, 'space' | 'data' | 'child' | 'run'>,
  digest: string,
  threads: number,
): ChildData {
  const { dataset, dir, resizePixels, validImages, trainImages } = config.data;
  return {
    space: { ...config.space },
    data: { dataset, dir, resizePixels, validImages, trainImages, digest },
    child: config.child,
    threads,
    checkpointEverySteps: config.run.checkpointEverySteps,
  };
}

/** @throws Error where another version of nao wrote them */
export function readChildData({ data }: Job): ChildData {
  return childDataSchema.parse(data);
}

/** @throws Error where another version of nao wrote it */
export function readChildResult(result: unknown): ChildResult {
  return childResultSchema.parse(result);
}
