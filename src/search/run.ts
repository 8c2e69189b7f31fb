import type { Controller } from '../../controller/controller';
import { createController } from '../../controller/nao-controller';
import type { SearchConfig } from '../config/schema/search';
import { loadImageDataset } from '../data/images/registry';
import { loadTextDataset } from '../data/text/registry';
import { childEvaluator } from '../evaluators/from-scratch/evaluator';
import { ChildPlace } from '../evaluators/from-scratch/backend';
import { childrenOf } from '../evaluators/from-scratch/children';
import type { Evaluator, Workload } from '../evaluators/evaluator';
import { sharedImageEvaluator, sharedImageWork } from '../evaluators/supernet/images';
import { sharedTextEvaluator, sharedTextWork } from '../evaluators/supernet/text';
import { tableEvaluator } from '../evaluators/table/evaluator';
import type { RedisAddress } from '../jobs/redis-address';
import { intraOpThreads } from '../native/environment';
import type { RunFolder } from '../run/folder';
import type { Hooks } from '../run/hooks';
import { loading } from '../run/loading';
import { spaceByName } from '../space/registry';
import type { Space } from '../space/space';
import { plan } from './plan';
import { runProgram } from './run-in-folder';
import type { SearchResult } from './result';
import { stopError } from '../run/stop';

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
  hooks: Hooks,
  options: RunOptions = {},
): Promise<SearchResult> {
  const { clock = () => performance.now() / 1000 } = options;
  const space = spaceOf(config);
  const answerStop = (): void => stopBeforeStart(hooks, typeof folder === 'function' ? undefined : folder);
  const place = config.mode === 'full' ? await openPlace(config, options, hooks) : undefined;
  try {
    const evaluator = await openEvaluator(config, space, hooks, answerStop, place, options);
    try {
      answerStop();
      const controller = options.controller?.(space) ?? createController(space, config.controller);
      try {
        answerStop();
        const opened = typeof folder === 'function' ? folder() : folder;
        place?.begin(opened.record.id, opened.file('jobs'));
        return await runProgram({ config, folder: opened, space, evaluator, controller, hooks, clock });
      } finally {
        controller.dispose();
      }
    } finally {
      evaluator.dispose();
    }
  } finally {
    await place?.close();
  }
}

function openPlace({ full }: SearchConfig, { queue }: RunOptions, hooks: Hooks): Promise<ChildPlace> {
  const say = (text: string): void => hooks.progress({ kind: 'say', text });
  return ChildPlace.open({ queue, workers: full.workers, say });
}

/**
 * Tells what `runSearch` would do. The data are loaded and checked with the settings; TensorFlow is not, and nothing is
 * written.
 *
 * @throws InputError, EnvironmentError, StoppedError, InterruptedError as `runSearch`
 */
export async function planSearch(config: SearchConfig, hooks: Hooks): Promise<void> {
  const answerStop = (): void => stopBeforeStart(hooks, undefined);
  const work = await workload(config, hooks, answerStop);
  answerStop();
  hooks.progress({ kind: 'plan', lines: plan(config, work) });
}

/** Ends a search that was asked to stop while it was still loading: nothing of it has been written by now. */
function stopBeforeStart(hooks: Hooks, resumed: RunFolder | undefined): void {
  const signal = hooks.stopRequested();
  if (signal === undefined) return;
  throw stopError(
    signal,
    resumed === undefined
      ? 'before the search began, nothing of it is written yet: start it again with the same command'
      : `before the search went on, its folder is as it was: go on with 'nao resume ${resumed.path}'`,
  );
}

function spaceOf({ space }: SearchConfig): Space {
  return spaceByName(space.name, { nodes: space.nodes });
}

async function openEvaluator(
  config: SearchConfig,
  space: Space,
  hooks: Hooks,
  answerStop: () => void,
  place: ChildPlace | undefined,
  { evaluator }: Pick<RunOptions, 'evaluator'>,
): Promise<Evaluator> {
  if (evaluator !== undefined) return evaluator(space);
  switch (config.mode) {
    case 'table':
      return tableEvaluator(config.table, space);
    case 'ws':
      return openShared(config, hooks, answerStop);
    case 'full': {
      if (place === undefined) throw new Error('there is no place to train children at');
      const children = await childrenOf(config, hooks, answerStop);
      return childEvaluator({ children, space, seed: config.seed, threads: intraOpThreads(), place });
    }
  }
}

/** What the evaluator of `openEvaluator` would do. */
async function workload(config: SearchConfig, hooks: Hooks, answerStop: () => void): Promise<Workload> {
  switch (config.mode) {
    case 'table':
      return tableEvaluator(config.table, spaceOf(config));
    case 'ws':
      return config.space.name === 'rnn'
        ? sharedTextWork(config, await loading(config.data, hooks, answerStop, loadTextDataset))
        : sharedImageWork(config, await loading(config.data, hooks, answerStop, loadImageDataset));
    case 'full':
      return (await childrenOf(config, hooks, answerStop)).work;
  }
}

async function openShared(config: SearchConfig, hooks: Hooks, answerStop: () => void): Promise<Evaluator> {
  const building = (): void => {
    answerStop();
    hooks.progress({ kind: 'phase', name: 'building the supernet' });
  };
  if (config.space.name === 'rnn') {
    const text = await loading(config.data, hooks, answerStop, loadTextDataset);
    building();
    return sharedTextEvaluator(config, text);
  }
  const images = await loading(config.data, hooks, answerStop, loadImageDataset);
  building();
  return sharedImageEvaluator(config, images, (text) => hooks.progress({ kind: 'say', text }));
}
