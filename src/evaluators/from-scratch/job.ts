import { z } from 'zod';
import { cnnChildSchema } from '../../config/schema/child';
import { rnnChildSchema } from '../../config/schema/rnn-child';
import type { SearchConfig } from '../../config/schema/search';
import type { Job } from '../../jobs/job-queue';

/** The kinds of jobs that train one architecture by itself. */
export const IMAGE_CHILD_JOB = 'train-child';
export const TEXT_CHILD_JOB = 'train-text-child';

const positiveInteger = z.number().int().positive();

/** What every child depends on beside its architecture and its seed. */
const commonJobSchema = z.strictObject({
  space: z.strictObject({ name: z.string(), nodes: positiveInteger }),
  /** Threads within one op, which the last digits depend on. */
  threads: positiveInteger,
  /** Training steps between two checkpoints. */
  checkpointEverySteps: positiveInteger,
});

type CommonJobData = z.infer<typeof commonJobSchema>;

const imageChildJobSchema = commonJobSchema.extend({
  data: z.strictObject({
    dataset: z.string(),
    dir: z.string(),
    resizePixels: z.number(),
    validImages: positiveInteger,
    trainImages: z.number(),
    /** Of the data set, as in `trainingDigest`. */
    digest: z.string(),
  }),
  child: cnnChildSchema,
});

export type ImageChildJobData = z.infer<typeof imageChildJobSchema>;

const textChildJobSchema = commonJobSchema.extend({
  data: z.strictObject({
    dataset: z.string(),
    dir: z.string(),
    trainTokens: z.number(),
    vocabularyWords: z.number(),
    /** Of the data set, as in `textDigest`. */
    digest: z.string(),
  }),
  rnnChild: rnnChildSchema,
});

export type TextChildJobData = z.infer<typeof textChildJobSchema>;

/** What became of a child. */
const childResultSchema = z.strictObject({
  /** On what is held out: a fraction of images classified rightly, or a perplexity; null where the child diverged. */
  score: z.number().nullable(),
  /** Mean cross-entropy on it, nats. */
  loss: z.number().nullable(),
  /** Images or tokens that both are means over. */
  items: z.number(),
  /** How it diverged, or null. */
  divergence: z.string().nullable(),
  /** Spent on training and scoring. */
  seconds: z.number(),
});

export type ChildResult = z.infer<typeof childResultSchema>;

/** What a child's training on images depends on, out of a search's settings. @param digest of the data set */
export function createImageChildJobData(
  config: Pick<SearchConfig, 'space' | 'data' | 'child' | 'run'>,
  digest: string,
  threads: number,
): ImageChildJobData {
  const { dataset, dir, resizePixels, validImages, trainImages } = config.data;
  return {
    ...createCommonJobData(config, threads),
    data: { dataset, dir, resizePixels, validImages, trainImages, digest },
    child: config.child,
  };
}

/** What a child's training on a text depends on, out of a search's settings. @param digest of the data set */
export function createTextChildJobData(
  config: Pick<SearchConfig, 'space' | 'data' | 'rnnChild' | 'run'>,
  digest: string,
  threads: number,
): TextChildJobData {
  const { dataset, dir, trainTokens, vocabularyWords } = config.data;
  return {
    ...createCommonJobData(config, threads),
    data: { dataset, dir, trainTokens, vocabularyWords, digest },
    rnnChild: config.rnnChild,
  };
}

function createCommonJobData(
  { space, run }: Pick<SearchConfig, 'space' | 'run'>,
  threads: number,
): CommonJobData {
  return { space: { ...space }, threads, checkpointEverySteps: run.checkpointEverySteps };
}

/** @throws Error where another version of nao wrote them */
export function parseImageChildJobData({ data }: Job): ImageChildJobData {
  return imageChildJobSchema.parse(data);
}

/** @throws Error where another version of nao wrote them */
export function parseTextChildJobData({ data }: Job): TextChildJobData {
  return textChildJobSchema.parse(data);
}

/** @throws Error where another version of nao wrote it */
export function parseChildResult(result: unknown): ChildResult {
  return childResultSchema.parse(result);
}
