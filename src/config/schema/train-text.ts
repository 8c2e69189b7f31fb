import { z } from 'zod';
import { nonNegativeInteger } from './numbers';
import { rnnChildSchema } from './rnn-child';
import { imageTrainConfigSchema } from './train-images';

/** Every setting of the training of one recurrent cell on a text. Defaults are in presets/train-text.ts. */
export const textTrainConfigSchema = imageTrainConfigSchema.omit({ child: true }).extend({
  data: z.strictObject({
    /** `ptb`, `wikitext-2`, `moby-dick` or `text` (any UTF-8 text). */
    dataset: z.string(),
    /** Folder, tar or text the data is read from; empty: the data set's own package or download folder. */
    dir: z.string(),
    /** Training tokens used, the first ones; 0 for all. */
    trainTokens: nonNegativeInteger,
    /** Largest vocabulary, `<unk>` and `<eos>` included; 0: the text's own. */
    vocabularyWords: nonNegativeInteger,
  }),
  rnn: rnnChildSchema,
});

export type TextTrainConfig = z.infer<typeof textTrainConfigSchema>;
