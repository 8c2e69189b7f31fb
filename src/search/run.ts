import type { Controller } from '../../controller/controller';
import { createController } from '../../controller/nao-controller';
import type { SearchConfig } from '../config/schema/search';
import { loadImageDataset } from '../data/images/registry';
import { loadTextDataset } from '../data/text/registry';
import type { EvaluationPlan, Evaluator } from '../evaluators/evaluator';
import { ChildBackend } from '../evaluators/from-scratch/backend';
import { createChildJobs } from '../evaluators/from-scratch/children';
import { createFromScratchEvaluator } from '../evaluators/from-scratch/evaluator';
import { createSharedImagesEvaluator, planSharedImages } from '../evaluators/supernet/images';
import { createSharedTextEvaluator, planSharedText } from '../evaluators/supernet/text';
import { createTableEvaluator } from '../evaluators/table/evaluator';
import type { RedisAddress } from '../jobs/redis-address';
import { getIntraOpThreads } from '../native/environment';
import type { RunFolder } from '../run/folder';
import type { RunHooks } from '../run/hooks';
import { loadDataset } from '../run/loading';
import { createStopError } from '../run/stop';
import { createSpace } from '../space/registry';
import type { Space } from '../space/space';
import { describeSearchPlan } from './plan';
import type { SearchResult } from './result';
import { runInFolder } from './run-in-folder';

/** What a caller may put in the place of what the settings ask for, and of the clock. */
export interface RunOptions {
  /** Where workers take the children of mode full from; without it they are trained in this process. */
  readonly queue?: RedisAddress;
  readonly evaluator?: (space: Space) => Evaluator;
  readonly controller?: (space: Space) => Controller;
  /** Seconds from any point on. */
  readonly clock?: () => number;
}

/**
 * The program behind `nao search` and `nao resume`: searches as the settings say and keeps everything in a run folder, from
 * whose last checkpoint it goes on if there is one. This file alone of the search knows what stands behind its contracts.
 *
 * @param folder whoever opened it closes it; a function is called once everything is loaded, so that a search which is
 *   refused leaves no folder behind
 * @throws InputError, EnvironmentError where settings, data or machine do not do, before work starts
 * @throws StoppedError, InterruptedError after a checkpoint, or while everything is loaded; FailedError
 */
export async function runSearch(
  config: SearchConfig,
  folder: RunFolder | (() => RunFolder),
  hooks: RunHooks,
  options: RunOptions = {},
): Promise<SearchResult> {
  const { clock = () => performance.now() / 1000 } = options;
  const space = createSearchSpace(config);
  const throwIfStopped = (): void =>
    throwIfStopRequested(hooks, typeof folder === 'function' ? undefined : folder);
  const backend = config.mode === 'full' ? await openTrialBackend(config, options, hooks) : undefined;
  try {
    const evaluator = await openEvaluator(config, space, hooks, throwIfStopped, backend, options);
    try {
      throwIfStopped();
      const controller = options.controller?.(space) ?? createController(space, config.controller);
      try {
        throwIfStopped();
        const runFolder = typeof folder === 'function' ? folder() : folder;
        backend?.start(runFolder.record.id, runFolder.file('jobs'));
        return await runInFolder({ config, folder: runFolder, space, evaluator, controller, hooks, clock });
      } finally {
        controller.dispose();
      }
    } finally {
      evaluator.dispose();
    }
  } finally {
    await backend?.close();
  }
}

function openTrialBackend(
  { full }: SearchConfig,
  { queue }: RunOptions,
  hooks: RunHooks,
): Promise<ChildBackend> {
  const log = (text: string): void => hooks.progress({ kind: 'say', text });
  return ChildBackend.open({ queue, concurrency: full.concurrency, log });
}

/**
 * Tells what `runSearch` would do. The data are loaded and checked with the settings; TensorFlow is not, and nothing is
 * written.
 *
 * @throws InputError, EnvironmentError, StoppedError, InterruptedError as `runSearch`
 */
export async function planSearch(config: SearchConfig, hooks: RunHooks): Promise<void> {
  const throwIfStopped = (): void => throwIfStopRequested(hooks, undefined);
  const evaluation = await planEvaluation(config, hooks, throwIfStopped);
  throwIfStopped();
  hooks.progress({ kind: 'plan', lines: describeSearchPlan(config, evaluation) });
}

/** Ends a search that was asked to stop while it was still loading: nothing of it has been written by now. */
function throwIfStopRequested(hooks: RunHooks, resumed: RunFolder | undefined): void {
  const signal = hooks.stopRequested();
  if (signal === undefined) return;
  throw createStopError(
    signal,
    resumed === undefined
      ? 'before the search began, nothing of it is written yet: start it again with the same command'
      : `before the search went on, its folder is as it was: go on with 'nao resume ${resumed.path}'`,
  );
}

function createSearchSpace({ space }: SearchConfig): Space {
  return createSpace(space.name, { nodes: space.nodes });
}

async function openEvaluator(
  config: SearchConfig,
  space: Space,
  hooks: RunHooks,
  throwIfStopped: () => void,
  backend: ChildBackend | undefined,
  { evaluator }: Pick<RunOptions, 'evaluator'>,
): Promise<Evaluator> {
  if (evaluator !== undefined) return evaluator(space);
  switch (config.mode) {
    case 'table':
      return createTableEvaluator(config.table, space);
    case 'ws':
      return openSupernetEvaluator(config, hooks, throwIfStopped);
    case 'full': {
      if (backend === undefined) throw new Error('there is no place to train children at');
      const children = await createChildJobs(config, hooks, throwIfStopped);
      return createFromScratchEvaluator({
        children,
        space,
        seed: config.seed,
        threads: getIntraOpThreads(),
        backend,
      });
    }
  }
}

/** What the evaluator of `openEvaluator` would do. */
async function planEvaluation(
  config: SearchConfig,
  hooks: RunHooks,
  throwIfStopped: () => void,
): Promise<EvaluationPlan> {
  switch (config.mode) {
    case 'table':
      return createTableEvaluator(config.table, createSearchSpace(config));
    case 'ws':
      return config.space.name === 'rnn'
        ? planSharedText(config, await loadDataset(config.data, hooks, throwIfStopped, loadTextDataset))
        : planSharedImages(config, await loadDataset(config.data, hooks, throwIfStopped, loadImageDataset));
    case 'full':
      return (await createChildJobs(config, hooks, throwIfStopped)).plan;
  }
}

async function openSupernetEvaluator(
  config: SearchConfig,
  hooks: RunHooks,
  throwIfStopped: () => void,
): Promise<Evaluator> {
  const reportBuilding = (): void => {
    throwIfStopped();
    hooks.progress({ kind: 'phase', name: 'building the supernet' });
  };
  if (config.space.name === 'rnn') {
    const text = await loadDataset(config.data, hooks, throwIfStopped, loadTextDataset);
    reportBuilding();
    return createSharedTextEvaluator(config, text);
  }
  const images = await loadDataset(config.data, hooks, throwIfStopped, loadImageDataset);
  reportBuilding();
  return createSharedImagesEvaluator(config, images, (text) => hooks.progress({ kind: 'say', text }));
}
