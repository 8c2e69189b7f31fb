import { z } from 'zod';
import { cnnChildSchema } from './child';
import { nonNegativeInteger, positiveInteger } from './numbers';

/** Every setting of the training of one architecture, one commented line each. Defaults are in presets/train.ts. */
export const imageTrainConfigSchema = z.strictObject({
  /** Tells such a run's config.yaml from that of a search. */
  task: z.literal('train'),
  /** All randomness of the run comes from named streams of this number. */
  seed: nonNegativeInteger.max(2 ** 31 - 1),
  architecture: z.strictObject({
    /** The published cell's name, or empty. */
    name: z.string(),
    /** The space that the text is of. */
    space: z.string(),
    /** The architecture in its space's text form. */
    text: z.string(),
  }),
  data: z.strictObject({
    /** `fashion-mnist`, `cifar10`, `cifar100` or `images` (any image folder or tar). */
    dataset: z.string(),
    /** Folder or tar the data is read from; empty: the data set's own package or download folder. */
    dir: z.string(),
    /** Training images held out, drawn by the seed, to keep the best epoch by; 0: train on all and keep the last. */
    validImages: nonNegativeInteger,
    /** Training images used, 0 for all that are not held out. */
    trainImages: nonNegativeInteger,
    /** Side to which images of other sizes are resized; 0 refuses them. */
    resizePixels: nonNegativeInteger,
  }),
  child: cnnChildSchema,
  run: z.strictObject({
    /** `auto` takes a GPU where one is usable. */
    device: z.enum(['auto', 'cpu', 'gpu']),
    /** On a GPU take only kernels that give the same bits each time. */
    deterministicOps: z.boolean(),
    /** Training steps between two checkpoints; there is one after every epoch too. */
    checkpointEverySteps: positiveInteger,
    /** Hours after which the training stops, resumable; 0: no limit. */
    maxHours: z.number().nonnegative(),
  }),
});

export type ImageTrainConfig = z.infer<typeof imageTrainConfigSchema>;
