import { InputError } from '../errors';
import type { SearchConfig } from './schema';

/**
 * Refuses settings that are right one by one and wrong together.
 *
 * @throws InputError naming the settings and what they are
 */
export function checkTogether(config: SearchConfig): void {
  const { data, supernet, controller, search } = config;
  if (config.mode === 'full') {
    throw new InputError(
      `mode 'full', which trains every child by itself, is not there yet: take mode 'ws', or 'table' with a CSV of scores`,
    );
  }
  if (config.mode === 'ws' && config.space.name === 'nasbench201') {
    throw new InputError(
      `mode 'ws' has no network whose weights the space 'nasbench201' could share: take mode 'table' with its table (--table FILE)`,
    );
  }
  if (config.mode === 'ws' && config.space.name === 'cnn11') {
    throw new InputError(
      `mode 'ws' has no shared weights for the operations of space 'cnn11': take space 'cnn', or mode 'table' with a CSV of scores`,
    );
  }
  if (config.mode === 'table' && config.table.file === '') {
    throw new InputError(
      `mode 'table' needs a CSV of architectures and scores: set table.file (--table FILE)`,
    );
  }
  atMost('search.seeds', search.seeds, 'search.pool', search.pool);
  if (config.mode === 'ws') atMost('search.newPerRound', search.newPerRound, 'search.pool', search.pool);
  atMost('search.stepSize', search.stepSize, 'search.maxStepSize', search.maxStepSize);
  if (controller.heldOut === 1) {
    throw new InputError(
      `setting 'controller.heldOut' is 1, which leaves nothing to train on: give a share below 1`,
    );
  }
  if (config.mode === 'ws') {
    atMost(
      'supernet.learningRateEnd',
      supernet.learningRateEnd,
      'supernet.learningRate',
      supernet.learningRate,
    );
    atMost('supernet.scoreImages', supernet.scoreImages, 'data.validImages', data.validImages);
    if (supernet.scoreImages > 0) {
      atMost('supernet.scoreBatchImages', supernet.scoreBatchImages, 'supernet.scoreImages', supernet.scoreImages); // prettier-ignore
    } else {
      atMost('supernet.scoreBatchImages', supernet.scoreBatchImages, 'data.validImages', data.validImages);
    }
    if (data.trainImages > 0) {
      atMost('supernet.batchImages', supernet.batchImages, 'data.trainImages', data.trainImages);
    }
  }
}

function atMost(small: string, value: number, large: string, limit: number): void {
  if (value <= limit) return;
  throw new InputError(
    `setting '${small}' is ${value}, more than '${large}', which is ${limit}: lower the first or raise the second`,
  );
}
