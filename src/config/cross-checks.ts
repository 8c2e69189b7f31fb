import { InputError } from '../errors';
import { createSpace, findRegisteredSpace, findSpace, getModality, type Modality } from '../space/registry';
import { listCostLimits } from './cost-limits';
import { assertDatasetFits } from './dataset-check';
import { assertHasParts } from './network-parts';
import type { SearchConfig } from './schema/search';

/**
 * Validates combinations of settings that are valid one by one.
 *
 * @throws InputError naming the settings that are incompatible, and their values
 */
export function assertCompatibleSettings(config: SearchConfig): void {
  const { controller, search } = config;
  findSpace(config.space.name);
  if (config.mode === 'table' && config.table.file === '') {
    throw new InputError(
      `mode 'table' needs a CSV file of architectures and scores: set table.file (--table FILE)`,
    );
  }
  assertAtMost('search.topK', search.topK, 'search.poolSize', search.poolSize);
  if (config.mode === 'ws' && !search.keepAll) {
    assertAtMost('search.newPerRound', search.newPerRound, 'search.poolSize', search.poolSize);
  }
  assertAtMost('search.stepSize', search.stepSize, 'search.maxStepSize', search.maxStepSize);
  if (controller.validationFraction === 1) {
    throw new InputError(
      `setting 'controller.validationFraction' is 1, which leaves nothing to train on: give a fraction below 1`,
    );
  }
  if (search.ucbBeta > 0 && controller.predictor === 'network') {
    throw new InputError(
      `setting 'search.ucbBeta' is ${search.ucbBeta}, but controller.predictor 'network' has no uncertainty: set search.ucbBeta to 0, or the predictor to 'gp'`,
    );
  }
  if (controller.pseudoLabels > 0 && controller.predictor === 'gp') {
    throw new InputError(
      `setting 'controller.pseudoLabels' is ${controller.pseudoLabels}, but controller.predictor 'gp' learns from scores alone: set controller.pseudoLabels to 0, or the predictor to 'network'`,
    );
  }
  assertCountsCosts(config);
  assertHasNetworks(config);
  if (config.mode === 'ws' || config.mode === 'full') {
    assertDatasetFits(config.data.dataset, config.space.name);
  }
  if (config.mode === 'full') CHILD_CHECKS[getModality(config.space.name)](config);
  if (config.mode === 'ws') SUPERNET_CHECKS[getModality(config.space.name)](config);
}

/** Checks that the space can count the costs that are objectives. */
function assertCountsCosts({ search: { objectives }, space }: SearchConfig): void {
  const [limit] = listCostLimits(objectives);
  const { minimize } = objectives;
  if (limit === undefined && minimize === 'none') return;
  if (createSpace(space.name, space).referenceNetwork !== undefined) return;
  const [setting, value] =
    limit === undefined ? ['search.objectives.minimize', minimize] : [limit.setting, limit.max];
  throw new InputError(
    `setting '${setting}' is ${value}, but space '${space.name}' counts no costs: use another space, or the score alone`,
  );
}

/** Messages for the modes in which a built-in space has no networks to train. */
const MISSING_NETWORKS: Readonly<Record<string, Partial<Record<SearchConfig['mode'], string>>>> = {
  cnn11: {
    ws: `mode 'ws' has no supernet for space 'cnn11': use space 'cnn', mode 'full', or mode 'table' with a CSV of scores`,
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

/** Checks of the settings of children trained from scratch, by modality. */
const CHILD_CHECKS: CrossChecks = {
  images({ child, data, space }) {
    assertHasParts('child', child, space.name);
    assertAtMost('child.learningRateEnd', child.learningRateEnd, 'child.learningRate', child.learningRate);
    if (data.trainImages > 0) {
      assertAtMost('child.batchSize', child.batchSize, 'data.trainImages', data.trainImages);
    }
  },
  text({ rnnChild, data }) {
    const { asgdStartEpoch, epochs, batchSize, bpttSteps } = rnnChild;
    assertAtMost('rnnChild.asgdStartEpoch', asgdStartEpoch, 'rnnChild.epochs', epochs);
    const sequences = `rnnChild.batchSize (${batchSize}) sequences of rnnChild.bpttSteps (${bpttSteps})`;
    assertTokenCount('data.trainTokens', data.trainTokens, batchSize * bpttSteps + 1, sequences);
  },
};

/** Checks of the supernet's settings, by modality. */
const SUPERNET_CHECKS: CrossChecks = {
  images({ supernet, data, space, search }) {
    assertHasParts('supernet', supernet, space.name);
    assertAtMost(
      'supernet.learningRateEnd',
      supernet.learningRateEnd,
      'supernet.learningRate',
      supernet.learningRate,
    );
    assertWithinRounds('supernet.averageEpochs', supernet.averageEpochs, 'supernet', supernet, search.rounds);
    assertAtMost('supernet.evalImages', supernet.evalImages, 'data.validImages', data.validImages);
    const [setting, limit] =
      supernet.evalImages > 0
        ? ['supernet.evalImages', supernet.evalImages]
        : ['data.validImages', data.validImages];
    assertAtMost('supernet.evalBatchSize', supernet.evalBatchSize, setting, limit);
    if (data.trainImages > 0) {
      assertAtMost('supernet.batchSize', supernet.batchSize, 'data.trainImages', data.trainImages);
      const { statisticsBatches, evalBatchSize } = supernet;
      if (statisticsBatches * evalBatchSize > data.trainImages) {
        throw new InputError(
          `setting 'supernet.statisticsBatches' is ${statisticsBatches}, but data.trainImages (${data.trainImages}) has ${Math.floor(data.trainImages / evalBatchSize)} batches of supernet.evalBatchSize (${evalBatchSize}): lower one of the two, or use more training images`,
        );
      }
    }
  },
  text({ rnn, data, search }) {
    assertAtMost('rnn.learningRateEnd', rnn.learningRateEnd, 'rnn.learningRate', rnn.learningRate);
    if (rnn.optimizer === 'asgd') {
      assertWithinRounds('rnn.asgdEpochs', rnn.asgdEpochs, 'rnn', rnn, search.rounds);
    }
    // Each token's target is the next token. The sequences are adjacent in the text, so all of them need one more token.
    const { batchSize, bpttSteps, evalBatchSize } = rnn;
    const sequences = `rnn.batchSize (${batchSize}) sequences of rnn.bpttSteps (${bpttSteps})`;
    assertTokenCount('data.trainTokens', data.trainTokens, batchSize * bpttSteps + 1, sequences);
    const evalSequences = `rnn.evalBatchSize (${evalBatchSize}) sequences`;
    assertTokenCount('rnn.evalTokens', rnn.evalTokens, evalBatchSize + 1, evalSequences);
  },
};

/** @throws InputError if epochs over which weights are averaged are more than a round has */
function assertWithinRounds(
  setting: string,
  epochs: number,
  group: string,
  { firstEpochs, epochsPerRound }: { readonly firstEpochs: number; readonly epochsPerRound: number },
  rounds: number,
): void {
  assertAtMost(setting, epochs, `${group}.firstEpochs`, firstEpochs);
  if (rounds > 1) assertAtMost(setting, epochs, `${group}.epochsPerRound`, epochsPerRound);
}

/** @throws InputError if a setting is above another one */
export function assertAtMost(small: string, value: number, large: string, limit: number): void {
  if (value <= limit) return;
  throw new InputError(
    `setting '${small}' is ${value}, more than '${large}' (${limit}): lower the first or raise the second`,
  );
}

/** @param value 0 if all tokens are used: their number is unknown until the text is read */
function assertTokenCount(setting: string, value: number, needed: number, neededBy: string): void {
  if (value === 0 || value >= needed) return;
  throw new InputError(
    `setting '${setting}' is ${value}, but ${neededBy} need ${needed} tokens: raise it, or set it to 0 for all`,
  );
}
