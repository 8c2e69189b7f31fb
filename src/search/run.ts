import type { Controller } from '../../controller/controller';
import { createController } from '../../controller/nao-controller';
import type { SearchConfig } from '../config/schema/search';
import type { EvaluationPlan, Evaluator } from '../evaluators/evaluator';
import { ChildBackend } from '../evaluators/from-scratch/backend';
import { planBySettings, planEvaluation } from '../evaluators/planned-evaluation';
import type { RedisAddress } from '../jobs/redis-address';
import { createRunContext, type RunContext } from '../run/context';
import type { RunFolder } from '../run/folder';
import type { RunHooks } from '../run/hooks';
import { createSpace } from '../space/registry';
import type { Space } from '../space/space';
import { assertEnoughWithinLimits } from './cost-limits';
import { describeSearchPlan } from './plan';
import type { SearchResult } from './result';
import { runInFolder } from './run-in-folder';
import { WHOLE_SPACE } from './seen';

/** Replacements for parts that `runSearch` would otherwise create from the settings. */
export interface RunOptions {
  /** Redis server whose workers train the children of mode `full`; without it they are trained in this process. */
  readonly queue?: RedisAddress;
  /**
   * Creates the evaluator that scores architectures; `runSearch` disposes it. No data set and no table is loaded then.
   * Set mode `custom` to record in the run folder that the scores are a program's own.
   */
  readonly evaluator?: (space: Space) => Evaluator;
  readonly controller?: (space: Space) => Controller;
  /** Returns seconds since any fixed point. */
  readonly clock?: () => number;
}

/**
 * Runs the search of `nao search` or `nao resume` and writes its results into a run folder. Continues from the folder's last
 * checkpoint if there is one.
 *
 * @param folder closed by the caller; a function is called once everything is loaded, so that a search that fails before
 *   leaves no folder
 * @throws InputError, EnvironmentError if settings, data or machine are unsuitable, before work starts
 * @throws StoppedError, InterruptedError after a checkpoint, or while data are loaded; FailedError
 */
export async function runSearch(
  config: SearchConfig,
  folder: RunFolder | (() => RunFolder),
  hooks: RunHooks,
  options: RunOptions = {},
): Promise<SearchResult> {
  const { clock = () => performance.now() / 1000 } = options;
  const space = createSpace(config.space.name, config.space);
  const resumed = typeof folder === 'function' ? undefined : folder;
  const context = createSearchRunContext(hooks, resumed);
  const backend = needsBackend(config, options) ? await openBackend(config, options, context) : undefined;
  try {
    const evaluator = await openEvaluator(config, space, context, options, backend);
    try {
      context.throwIfStopped();
      const controller = options.controller?.(space) ?? createController(space, config.controller);
      try {
        context.throwIfStopped();
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

/**
 * Reports the plan of `runSearch`. Data are loaded and checked against the settings; TensorFlow is not loaded and nothing
 * is written.
 *
 * @throws InputError, EnvironmentError, StoppedError, InterruptedError as `runSearch`
 */
export async function planSearch(config: SearchConfig, hooks: RunHooks): Promise<void> {
  const context = createSearchRunContext(hooks);
  const space = createSpace(config.space.name, config.space);
  const { plan } = await planEvaluation(config, space, context);
  assertEnoughToScore(config, space, plan);
  context.throwIfStopped();
  context.progress({ kind: 'plan', lines: describeSearchPlan(config, plan, space) });
}

/**
 * Describes a search by its settings alone, one line per part: no data are read.
 *
 * @throws InputError in mode `custom`, or if too few architectures of the space are within the limits of costs
 */
export function describeSearchBySettings(config: SearchConfig): string[] {
  const space = createSpace(config.space.name, config.space);
  assertEnoughWithinLimits(config, space, WHOLE_SPACE);
  return describeSearchPlan(config, planBySettings(config), space);
}

/** @param resumed the run's folder if it exists already */
function createSearchRunContext(hooks: RunHooks, resumed?: RunFolder): RunContext {
  return createRunContext(
    hooks,
    resumed === undefined
      ? 'before the search began, nothing is written yet: start it again with the same command'
      : `before the search continued, its folder is unchanged: continue with 'nao resume ${resumed.path}'`,
  );
}

function needsBackend({ mode }: SearchConfig, { evaluator }: RunOptions): boolean {
  return mode === 'full' && evaluator === undefined;
}

/** Opened before the data are loaded: an unreachable queue fails at once. */
function openBackend(
  { full }: SearchConfig,
  { queue }: RunOptions,
  { log }: RunContext,
): Promise<ChildBackend> {
  return ChildBackend.open({ queue, concurrency: full.concurrency, log });
}

async function openEvaluator(
  config: SearchConfig,
  space: Space,
  context: RunContext,
  { evaluator }: RunOptions,
  backend: ChildBackend | undefined,
): Promise<Evaluator> {
  if (evaluator !== undefined) {
    const created = evaluator(space);
    try {
      assertEnoughWithinLimits(config, space, created);
    } catch (error) {
      created.dispose();
      throw error;
    }
    return created;
  }
  const { plan, createEvaluator } = await planEvaluation(config, space, context);
  assertEnoughToScore(config, space, plan);
  return createEvaluator(backend);
}

/** Checks the limits of costs before the evaluator is created: a planned one scores its domain, or the whole space. */
function assertEnoughToScore(config: SearchConfig, space: Space, { domain }: EvaluationPlan): void {
  assertEnoughWithinLimits(config, space, { domain, supports: () => true });
}
