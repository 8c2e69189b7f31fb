import type { ImageTrainConfig } from '../schema/train-images';
import { nasBench201Child, paperCnnChild } from './child';
import type { DeepPartial } from './preset';
import { twoCores } from './two-cores';

/** All settings of a training run except the seed and the architecture. */
export type ImageTrainPreset = Omit<ImageTrainConfig, 'seed' | 'architecture'>;

/**
 * The final training of NAO (Luo et al. 2018, section 4.1): N = 6, F = 36 (`--set child.channels=64` or 128 for its larger
 * networks), 600 epochs on all training images; otherwise a child of its search. `chosen` marks values that NAO does not state.
 */
const paper: ImageTrainPreset = {
  task: 'train',
  data: {
    dataset: 'cifar10', // NAO 4.1
    dir: '',
    validImages: 0, // NAO 4.1: trained on the whole training set
    trainImages: 0,
    resizePixels: 0,
  },
  child: {
    ...paperCnnChild,
    cellsPerStack: 6, // NAO 4.1
    channels: 36, // NAO 4.1
    epochs: 600, // NAO 4.1
    dropPathKeep: 0.8, // chosen: NAO 4.1 drops paths, without a number
    scheduledDropPath: true, // chosen: as NASNet (Zoph et al. 2018)
    auxiliaryWeight: 0.4, // chosen: as NASNet
    cutoutPixels: 16, // NAO 4.1 uses cutout; size of DeVries and Taylor (2017) for CIFAR-10
  },
  run: {
    device: 'auto',
    deterministicOps: false, // as in a search
    threads: 0,
    checkpointEverySteps: 1000,
    maxHours: 0,
  },
};

/** Changes of each preset to preset paper. */
const changes = {
  paper: {},
  /** A child in NAO's search (section 4.1). */
  child: {
    data: { validImages: 5000 }, // NAO 4.1: the accuracy on these is a child's score
    child: paperCnnChild,
  },
  /** A real training on Fashion-MNIST in minutes on 2 CPU cores. */
  quick: {
    data: { dataset: 'fashion-mnist', validImages: 5000 },
    child: {
      cellsPerStack: 1,
      channels: 12,
      batchSize: 64,
      epochs: 3,
      learningRate: 0.05,
      dropPathKeep: 1,
      auxiliaryWeight: 0,
      cropPaddingPixels: 2,
      cutoutPixels: 0,
    },
    run: { ...twoCores, checkpointEverySteps: 200 },
  },
  /** The same program in seconds, for tests. Its results have no meaning. */
  tiny: {
    data: { dataset: 'fashion-mnist', validImages: 20, trainImages: 80 },
    child: {
      cellsPerStack: 1,
      channels: 4,
      batchSize: 16,
      epochs: 3,
      auxiliaryWeight: 0,
      cropPaddingPixels: 1,
      cutoutPixels: 4,
      evalBatchSize: 20,
    },
    run: { checkpointEverySteps: 3 },
  },
} as const satisfies Readonly<Record<string, DeepPartial<ImageTrainPreset>>>;

/** The training of NAS-Bench-201 (Dong and Yang, ICLR 2020, table 1). */
const nasbench201 = {
  base: { child: { ...nasBench201Child, epochs: 200, auxiliaryWeight: 0 } },
  presets: { child: { child: nasBench201Child } },
} as const satisfies {
  readonly base: DeepPartial<ImageTrainPreset>;
  readonly presets: Partial<Record<keyof typeof changes, DeepPartial<ImageTrainPreset>>>;
};

export const imageTrainPreset = { paper, spaces: { nasbench201 }, changes };
