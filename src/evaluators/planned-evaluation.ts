import { RESCORES_EACH_ROUND, type SearchConfig } from '../config/schema/search';
import { findPublishedSizes } from '../data/images/registry';
import { InputError } from '../errors';
import { getIntraOpThreads } from '../native/environment';
import { describePrecision } from '../networks/language-model/precision';
import { pluralize } from '../plural';
import type { RunContext } from '../run/context';
import { getModality } from '../space/registry';
import type { Space } from '../space/space';
import type { EvaluationPlan, Evaluator, SettingsPlan } from './evaluator';
import type { ChildBackend } from './from-scratch/backend';
import { createFromScratchEvaluator } from './from-scratch/evaluator';
import { getSearchMetric } from './metrics';
import { loadSearchData } from './search-data';
import { describeMemory, estimateSearchMemory } from './supernet/memory';
import { createTableEvaluator } from './table/evaluator';
import { createTableMetric } from './table/final-metric';

/** The evaluation of a search: its data are loaded and fit the settings. */
export interface PlannedEvaluation {
  readonly plan: EvaluationPlan;
  /**
   * @param backend trains the children of mode `full`; unused in other modes
   * @throws EnvironmentError if memory or the native library is missing; InterruptedError, StoppedError
   */
  createEvaluator(backend?: ChildBackend): Evaluator;
}

/**
 * Loads a search's data and plans its evaluation in the mode that the settings name. TensorFlow is not loaded.
 *
 * @throws InputError, EnvironmentError if settings and data do not fit; InterruptedError, StoppedError
 */
export async function planEvaluation(
  config: SearchConfig,
  space: Space,
  context: RunContext,
): Promise<PlannedEvaluation> {
  switch (config.mode) {
    case 'table': {
      const table = createTableEvaluator(config.table, space);
      return { plan: table, createEvaluator: () => table };
    }
    case 'ws': {
      const withTableMetric = createTableMetric(config.table, space);
      const { plan, createEvaluator } = (await loadSearchData(config, context)).planSupernet();
      return {
        plan,
        createEvaluator() {
          context.throwIfStopped();
          context.progress({ kind: 'phase', name: 'building the supernet' });
          return withTableMetric(createEvaluator());
        },
      };
    }
    case 'full': {
      const withTableMetric = createTableMetric(config.table, space);
      const children = (await loadSearchData(config, context)).createChildJobs();
      return {
        plan: children.plan,
        createEvaluator(backend) {
          if (backend === undefined) throw new Error('mode full needs a backend');
          const { seed } = config;
          const threads = getIntraOpThreads();
          return withTableMetric(createFromScratchEvaluator({ children, space, seed, threads, backend }));
        },
      };
    }
    case 'custom':
      throw createCustomModeError();
  }
}

/** Plans the evaluation of a search by its settings alone: no data are read. @throws InputError in mode `custom` */
export function planBySettings(config: SearchConfig): SettingsPlan {
  const { mode } = config;
  const metric = getSearchMetric(config);
  if (mode === 'custom' || metric === undefined) throw createCustomModeError();
  return { metric, rescoresEachRound: RESCORES_EACH_ROUND[mode], description: describeWork(config) };
}

/** Describes training and data of a search, in epochs instead of steps. */
function describeWork(config: SearchConfig): string[] {
  const { mode, space, supernet, rnn, child, rnnChild, data, table } = config;
  if (mode === 'table') return [`table: ${table.file}, not read yet`];
  const isText = getModality(space.name) === 'text';
  const { firstEpochs, epochsPerRound } = isText ? rnn : supernet;
  const { epochs } = isText ? rnnChild : child;
  const training =
    mode === 'full'
      ? `children: each trained from scratch for ${pluralize(epochs, 'epoch')}`
      : `training: ${pluralize(firstEpochs, 'epoch')} before the first scoring, ${pluralize(epochsPerRound, 'epoch')} before each later one`;
  return [
    training,
    ...(mode === 'ws' && !isText ? describePublishedMemory(config) : []),
    ...(isText ? describePrecision((mode === 'ws' ? rnn : rnnChild).precision) : []),
    `data: ${data.dataset}${data.dir === '' ? '' : ` in ${data.dir}`}, not read yet`,
  ];
}

/** Describes the memory of a supernet on a published data set. Sizes of the user's own images are unknown until they are read. */
function describePublishedMemory(config: SearchConfig): string[] {
  const { trainImages, validImages } = config.data;
  const sizes = findPublishedSizes(config.data);
  if (sizes === undefined) return [];
  const images = trainImages === 0 ? sizes.count : Math.min(sizes.count, trainImages + validImages);
  return [describeMemory(estimateSearchMemory(config, sizes, images))];
}

function createCustomModeError(): InputError {
  return new InputError(
    `mode 'custom' needs an evaluator from a program: pass one to runSearch, or use mode ws, full or table`,
  );
}
