import { z } from 'zod';
import { childSchema } from '../../config/schema/child';
import { rnnChildSchema } from '../../config/schema/rnn-child';
import type { SearchConfig } from '../../config/schema/search';
import type { Job } from '../../jobs/job-queue';

/** The kinds of jobs that train one architecture by itself. */
export const IMAGE_CHILD_JOB = 'train-child';
export const TEXT_CHILD_JOB = 'train-text-child';

const count = z.number().int().positive();

/** What every child depends on beside its architecture and its seed. */
const commonSchema = z.strictObject({
  space: z.strictObject({ name: z.string(), nodes: count }),
  /** Threads within one op, which the last digits depend on. */
  threads: count,
  /** Training steps between two checkpoints. */
  checkpointEverySteps: count,
});

type Common = z.infer<typeof commonSchema>;

const imageChildSchema = commonSchema.extend({
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
});

export type ImageChildData = z.infer<typeof imageChildSchema>;

const textChildSchema = commonSchema.extend({
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

export type TextChildData = z.infer<typeof textChildSchema>;

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
export function imageChildData(
  config: Pick<SearchConfig, 'space' | 'data' | 'child' | 'run'>,
  digest: string,
  threads: number,
): ImageChildData {
  const { dataset, dir, resizePixels, validImages, trainImages } = config.data;
  return {
    ...common(config, threads),
    data: { dataset, dir, resizePixels, validImages, trainImages, digest },
    child: config.child,
  };
}

/** What a child's training on a text depends on, out of a search's settings. @param digest of the data set */
export function textChildData(
  config: Pick<SearchConfig, 'space' | 'data' | 'rnnChild' | 'run'>,
  digest: string,
  threads: number,
): TextChildData {
  const { dataset, dir, trainTokens, vocabularyWords } = config.data;
  return {
    ...common(config, threads),
    data: { dataset, dir, trainTokens, vocabularyWords, digest },
    rnnChild: config.rnnChild,
  };
}

function common({ space, run }: Pick<SearchConfig, 'space' | 'run'>, threads: number): Common {
  return { space: { ...space }, threads, checkpointEverySteps: run.checkpointEverySteps };
}

/** @throws Error where another version of nao wrote them */
export function readImageChildData({ data }: Job): ImageChildData {
  return imageChildSchema.parse(data);
}

/** @throws Error where another version of nao wrote them */
export function readTextChildData({ data }: Job): TextChildData {
  return textChildSchema.parse(data);
}

/** @throws Error where another version of nao wrote it */
export function readChildResult(result: unknown): ChildResult {
  return childResultSchema.parse(result);
}
