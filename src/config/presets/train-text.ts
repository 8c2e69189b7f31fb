import type { RnnChildSettings } from '../schema/rnn-child';
import type { TextTrainConfig } from '../schema/train-text';
import type { DeepPartial } from './preset';
import { paperRnnChild } from './rnn-networks';
import { imageTrainPreset } from './train-images';
import { twoCores } from './two-cores';

/** All settings of a training run except the seed and the architecture. */
export type TextTrainPreset = Omit<TextTrainConfig, 'seed' | 'architecture'>;

/**
 * The final training of a recurrent cell of NAO (Luo et al. 2018, section 4.3): that of a child in its search, for longer. For
 * WikiText-2 (section 4.4): `--set rnn.hiddenSize=700`, and variational dropout of 0.15.
 */
const paper: TextTrainPreset = {
  task: 'train',
  data: {
    dataset: 'ptb', // NAO 4.3
    dir: '',
    trainTokens: 0, // all
    vocabularyWords: 0, // the text's own: 10,000 on Penn Treebank
  },
  rnn: {
    ...paperRnnChild,
    epochs: 2000, // NAO 4.3
    asgdStartEpoch: 1501, // chosen: the last quarter
  },
  run: imageTrainPreset.paper.run,
};

const noDropout = {
  embeddingKeep: 1, // too short to overfit
  hiddenKeep: 1,
  nodeKeep: 1,
  outputKeep: 1,
} as const satisfies Partial<RnnChildSettings>;

/** Changes of each preset to preset paper. The presets have the names of those for images. */
const changes = {
  paper: {},
  /** A child in NAO's search (section 4.3). */
  child: { rnn: paperRnnChild },
  /** A real training on a novel in minutes on 2 CPU cores. */
  quick: {
    data: { dataset: 'moby-dick', vocabularyWords: 2000 },
    rnn: {
      hiddenSize: 64,
      epochs: 6,
      decayFromEpoch: 3,
      learningRateDecay: 0.7,
      asgdStartEpoch: 5,
      ...noDropout,
    },
    run: { ...twoCores, checkpointEverySteps: 50 },
  },
  /** The same program in seconds, for tests. Its results have no meaning. */
  tiny: {
    data: { dataset: 'moby-dick', trainTokens: 121, vocabularyWords: 100 },
    rnn: {
      hiddenSize: 8,
      batchSize: 4,
      bpttSteps: 5,
      epochs: 3,
      learningRate: 1,
      asgdStartEpoch: 3,
      evalBatchSize: 4,
    },
    run: { checkpointEverySteps: 3 },
  },
} as const satisfies Readonly<Record<keyof typeof imageTrainPreset.changes, DeepPartial<TextTrainPreset>>>;

export const textTrainPreset = { paper, spaces: {}, changes };
