import { InputError } from '../errors';
import { findRegisteredSpace, findSpace, getModality, type Modality } from '../space/registry';
import type { SearchConfig } from './schema/search';

/**
 * Refuses settings that are right one by one and wrong together.
 *
 * @throws InputError naming the settings and what they are
 */
export function assertCompatibleSettings(config: SearchConfig): void {
  const { controller, search } = config;
  findSpace(config.space.name);
  if (config.mode === 'table' && config.table.file === '') {
    throw new InputError(
      `mode 'table' needs a CSV of architectures and scores: set table.file (--table FILE)`,
    );
  }
  assertAtMost('search.topK', search.topK, 'search.poolSize', search.poolSize);
  if (config.mode === 'ws')
    assertAtMost('search.newPerRound', search.newPerRound, 'search.poolSize', search.poolSize);
  assertAtMost('search.stepSize', search.stepSize, 'search.maxStepSize', search.maxStepSize);
  if (controller.validationFraction === 1) {
    throw new InputError(
      `setting 'controller.validationFraction' is 1, which leaves nothing to train on: give a share below 1`,
    );
  }
  if (search.ucbBeta > 0 && controller.predictor === 'network') {
    throw new InputError(
      `setting 'search.ucbBeta' is ${search.ucbBeta}, but controller.predictor 'network' does not know how sure it is: set it to 0, or the predictor to gp`,
    );
  }
  assertHasNetworks(config);
  if (config.mode === 'full') CHILD_CHECKS[getModality(config.space.name)](config);
  if (config.mode === 'ws') SUPERNET_CHECKS[getModality(config.space.name)](config);
}

/** Messages for the modes in which a built-in space has no networks to train. */
const MISSING_NETWORKS: Readonly<Record<string, Partial<Record<SearchConfig['mode'], string>>>> = {
  cnn11: {
    ws: `mode 'ws' has no shared weights for the operations of space 'cnn11': take space 'cnn', mode 'full', or mode 'table' with a CSV of scores`,
  },
  nasbench201: {
    ws: `mode 'ws' has no network whose weights the space 'nasbench201' could share: take mode 'table' with its table (--table FILE)`,
    full: `mode 'full' trains no architectures of the space 'nasbench201' by themselves: take space 'cnn', 'cnn11' or 'rnn', or mode 'table' with a CSV of scores`,
  },
};

function assertHasNetworks({ mode, space: { name } }: SearchConfig): void {
  const message = MISSING_NETWORKS[name]?.[mode];
  if (message !== undefined) throw new InputError(message);
  if (findRegisteredSpace(name) !== undefined && (mode === 'ws' || mode === 'full')) {
    throw new InputError(
      `mode '${mode}' has no networks for the registered space '${name}': use mode 'table', or mode 'custom' with an evaluator`,
    );
  }
}

type CrossChecks = Readonly<Record<Modality, (config: SearchConfig) => void>>;

/** Checks of the settings of children that are trained from scratch. */
const CHILD_CHECKS: CrossChecks = {
  images({ child, data }) {
    assertAtMost('child.learningRateEnd', child.learningRateEnd, 'child.learningRate', child.learningRate);
    if (data.trainImages > 0) {
      assertAtMost('child.batchSize', child.batchSize, 'data.trainImages', data.trainImages);
    }
  },
  text({ rnnChild, data }) {
    const { asgdStartEpoch, epochs, batchSize, bpttSteps } = rnnChild;
    assertAtMost('rnnChild.asgdStartEpoch', asgdStartEpoch, 'rnnChild.epochs', epochs);
    assertTokenCount('data.trainTokens', data.trainTokens, batchSize * bpttSteps + 1, `rnnChild.batchSize (${batchSize}) columns of rnnChild.bpttSteps (${bpttSteps})`); // prettier-ignore
  },
};

/** Checks of the settings of the shared weights. */
const SUPERNET_CHECKS: CrossChecks = {
  images({ supernet, data }) {
    assertAtMost(
      'supernet.learningRateEnd',
      supernet.learningRateEnd,
      'supernet.learningRate',
      supernet.learningRate,
    );
    assertAtMost('supernet.evalImages', supernet.evalImages, 'data.validImages', data.validImages);
    if (supernet.evalImages > 0) {
      assertAtMost('supernet.evalBatchSize', supernet.evalBatchSize, 'supernet.evalImages', supernet.evalImages); // prettier-ignore
    } else {
      assertAtMost('supernet.evalBatchSize', supernet.evalBatchSize, 'data.validImages', data.validImages);
    }
    if (data.trainImages > 0) {
      assertAtMost('supernet.batchSize', supernet.batchSize, 'data.trainImages', data.trainImages);
    }
  },
  text({ rnn, data }) {
    assertAtMost('rnn.learningRateEnd', rnn.learningRateEnd, 'rnn.learningRate', rnn.learningRate);
    if (rnn.optimizer === 'asgd') {
      assertAtMost('rnn.asgdEpochs', rnn.asgdEpochs, 'rnn.firstEpochs', rnn.firstEpochs);
      assertAtMost('rnn.asgdEpochs', rnn.asgdEpochs, 'rnn.epochsPerRound', rnn.epochsPerRound);
    }
    // Every column's tokens are followed by one that is foretold; columns lie end to end, so there is one more in all.
    const { batchSize, bpttSteps, evalBatchSize } = rnn;
    assertTokenCount('data.trainTokens', data.trainTokens, batchSize * bpttSteps + 1, `rnn.batchSize (${batchSize}) columns of rnn.bpttSteps (${bpttSteps})`); // prettier-ignore
    assertTokenCount('rnn.evalTokens', rnn.evalTokens, evalBatchSize + 1, `rnn.evalBatchSize (${evalBatchSize}) columns`); // prettier-ignore
  },
};

function assertAtMost(small: string, value: number, large: string, limit: number): void {
  if (value <= limit) return;
  throw new InputError(
    `setting '${small}' is ${value}, more than '${large}', which is ${limit}: lower the first or raise the second`,
  );
}

/** @param value 0 where all tokens are used, whose number is known once the text is read */
function assertTokenCount(setting: string, value: number, needed: number, neededBy: string): void {
  if (value === 0 || value >= needed) return;
  throw new InputError(
    `setting '${setting}' is ${value}, but ${neededBy} need ${needed} tokens: raise it, or set it to 0 for all`,
  );
}
