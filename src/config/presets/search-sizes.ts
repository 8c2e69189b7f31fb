import type { PresetOverrides } from './preset';
import { twoCores } from './two-cores';

/** Groups of settings that a preset shares between search spaces. */
type SharedGroups = Readonly<Required<Pick<PresetOverrides, 'controller' | 'search' | 'run'>>>;

/** Search of preset quick. */
export const quickSearch: SharedGroups = {
  controller: {
    epochs: 300, // enough for a pool this small
    batchSize: 16,
    evaluateEveryEpochs: 50,
    validationFraction: 0.2, // fewer than 3 held-out architectures cannot be ranked
  },
  search: {
    rounds: 2,
    poolSize: 16,
    topK: 8,
    newPerRound: 8,
  },
  run: {
    ...twoCores,
    checkpointEverySteps: 200,
    checkpointEveryScores: 16,
  },
};

/** Search of preset cpu. */
export const cpuSearch: SharedGroups = {
  controller: {
    batchSize: 60, // more steps per epoch for a small pool
    evaluateEveryEpochs: 200,
  },
  search: {
    rounds: 3, // the controller proposes architectures in two of them
    poolSize: 120, // the predictor needs about 100 examples (NAO, figure 2)
    topK: 40,
    newPerRound: 40,
  },
  run: {
    ...twoCores,
    checkpointEveryScores: 30,
  },
};

/** Search of preset tiny. */
export const tinySearch: SharedGroups = {
  controller: {
    embeddingSize: 8,
    hiddenSize: 16,
    epochs: 10,
    batchSize: 8,
    evaluateEveryEpochs: 5,
    validationFraction: 0.25,
  },
  search: {
    rounds: 2,
    poolSize: 8,
    topK: 4,
    newPerRound: 3,
  },
  run: {
    checkpointEveryEpochs: 4, // often, so that tests stop between checkpoints and at them
    checkpointEveryScores: 3,
  },
};

/** Search of preset quick in mode full. */
export const quickFullSearch: SharedGroups = {
  controller: {
    batchSize: 8, // a smaller pool than with shared weights
    validationFraction: 0.25,
  },
  search: {
    rounds: 2,
    poolSize: 12,
    topK: 6,
    newPerRound: 6,
  },
  run: {
    ...twoCores,
    checkpointEveryScores: 1, // a child costs more than a checkpoint
  },
};

/** Search of preset cpu in mode full. */
export const cpuFullSearch: Omit<SharedGroups, 'controller'> = {
  search: {
    rounds: 2,
    poolSize: 60,
    topK: 20,
    newPerRound: 20,
  },
  run: {
    ...twoCores,
    checkpointEveryScores: 1, // a child costs more than a checkpoint
  },
};

/** Search of preset tiny in mode full. */
export const tinyFullSearch: Omit<SharedGroups, 'controller'> = {
  search: {
    rounds: 2,
    poolSize: 4,
    topK: 2,
    newPerRound: 2,
  },
  run: {
    checkpointEveryScores: 1,
  },
};
