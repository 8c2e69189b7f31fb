import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { cnnChildSchema } from '../../config/schema/child';
import { positiveInteger } from '../../config/schema/numbers';
import { rnnChildSchema } from '../../config/schema/rnn-child';
import type { SearchConfig } from '../../config/schema/search';
import { digest } from '../../data/digest';
import { describeSchemaError } from '../../jobs/accepted-job';
import type { Job } from '../../jobs/job-queue';

/** Kinds of the jobs that train one architecture from scratch. */
export const IMAGE_CHILD_JOB = 'train-child';
export const TEXT_CHILD_JOB = 'train-text-child';

/** Settings that every child depends on, in addition to its architecture and seed. */
const commonJobSchema = z.strictObject({
  space: z.strictObject({ name: z.string(), nodes: positiveInteger }),
  /** Threads within one op; the last digits of a result depend on them. */
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
    /** Digest of the data set, from `digestTrainingImages`. */
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
    /** Digest of the data set, from `digestText`. */
    digest: z.string(),
  }),
  rnnChild: rnnChildSchema,
});

export type TextChildJobData = z.infer<typeof textChildJobSchema>;

/** Most points of a child's learning curve: enough for a chart, and few enough for a log of many children. */
export const CURVE_POINTS = 24;

export const curveSchema = z.array(z.strictObject({ step: z.number(), loss: z.number() }));

/** The result of a child. */
const childResultSchema = z.strictObject({
  /** Accuracy as a fraction, or perplexity, on held-out data; null if the child diverged. */
  score: z.number().nullable(),
  /** Mean cross-entropy on held-out data, nats. */
  loss: z.number().nullable(),
  /** Held-out images or tokens. */
  items: z.number(),
  /** Description of the divergence, or null. */
  divergence: z.string().nullable(),
  /** Duration of training and scoring. */
  seconds: z.number(),
  /** The learning curve, at most `CURVE_POINTS` points. */
  curve: curveSchema,
});

export type ChildResult = z.infer<typeof childResultSchema>;

/** Creates the job data of a child on images from a search's settings. @param digest of the data set */
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

/** Creates the job data of a child on a text from a search's settings. @param digest of the data set */
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

/** Computes a digest of what a child's result depends on besides its architecture and seed. 16 hexadecimal digits. */
export function digestChildInputs(job: ImageChildJobData | TextChildJobData): string {
  // JSON leaves out what is undefined.
  const inputs = { ...job, checkpointEverySteps: undefined, data: { ...job.data, dir: undefined } };
  return digest([JSON.stringify(inputs)]).slice(0, 16);
}

function createCommonJobData(
  { space, run }: Pick<SearchConfig, 'space' | 'run'>,
  threads: number,
): CommonJobData {
  return { space: { ...space }, threads, checkpointEverySteps: run.checkpointEverySteps };
}

const jobSchemas: Readonly<Partial<Record<string, z.ZodType<ImageChildJobData | TextChildJobData>>>> = {
  [IMAGE_CHILD_JOB]: imageChildJobSchema,
  [TEXT_CHILD_JOB]: textChildJobSchema,
};

/**
 * Finds why a worker must not run a job that another worker may run: its kind or its settings are of another version of nao, or its
 * data are outside of the worker's folder.
 *
 * @param dataFolder folder that jobs may read data from; undefined for any
 */
export function findChildJobProblem({ kind, data }: Job, dataFolder: string | undefined): string | undefined {
  const schema = jobSchemas[kind];
  if (schema === undefined) return describeVersionProblem(`unknown kind '${kind}'`);
  const parsed = schema.safeParse(data);
  if (parsed.error !== undefined) return describeVersionProblem(describeSchemaError(parsed.error));
  const { dir } = parsed.data.data;
  if (dir === '' || dataFolder === undefined || isWithin(dir, dataFolder)) return undefined;
  return `data.dir ${dir} is outside of the worker's data folder ${dataFolder}: move the data there or give another --data-dir`;
}

function describeVersionProblem(detail: string): string {
  return `another version of nao submitted it (${detail}): run the same version on all machines`;
}

/** Returns true if a path is a folder's or below it, links followed. */
function isWithin(file: string, folder: string): boolean {
  const relative = path.relative(followLinks(folder), followLinks(file));
  return relative !== '..' && !relative.startsWith(`..${path.sep}`);
}

function followLinks(file: string): string {
  try {
    return fs.realpathSync.native(file); // the other one removes `..` before it follows links
  } catch {
    return path.resolve(file); // what does not exist cannot be read
  }
}

/** @throws Error if another version of nao wrote the data */
export function parseImageChildJobData({ data }: Job): ImageChildJobData {
  return imageChildJobSchema.parse(data);
}

/** @throws Error if another version of nao wrote the data */
export function parseTextChildJobData({ data }: Job): TextChildJobData {
  return textChildJobSchema.parse(data);
}

/** @throws Error if another version of nao wrote the result */
export function parseChildResult(result: unknown): ChildResult {
  return childResultSchema.parse(result);
}
