import type { Controller } from '../../controller/controller';
import { getSetting } from '../config/merge';
import type { SearchConfig } from '../config/schema/search';
import type { Evaluator, FinalMetric } from '../evaluators/evaluator';
import type { RunFolder } from '../run/folder';
import type { RunHooks } from '../run/hooks';
import type { RunLogs } from '../run/logs';
import { recordProgress } from '../run/progress-files';
import { assertNoLostCheckpoints } from '../run/resume-checks';
import { drawCellPictures } from '../run/tensorboard/cell-pictures';
import { getModality } from '../space/registry';
import type { Architecture, Space } from '../space/space';
import { createBestRecord } from './best-record';
import {
  assertSameInputs,
  type CheckpointState,
  readSearchCheckpoint,
  restoreWeights,
  saveWeights,
} from './checkpoint';
import { type CheckpointStore, type LoopOptions, runLoop, saveSearchCheckpoint } from './loop';
import { createNaoSearch } from './nao/nao-search';
import type { SearchParts } from './nao/phase';
import { assertEnoughRounds, hasMoreRounds } from './nao/rounds';
import type { SearchState } from './nao/state';
import { describeSearchPlan } from './plan';
import { createSearchResult, reportResult, type SearchResult } from './result';

/** Dependencies of a search in a run folder. The caller disposes of them. */
export interface SearchRun {
  readonly config: SearchConfig;
  readonly folder: RunFolder;
  readonly space: Space;
  readonly evaluator: Evaluator;
  readonly controller: Controller;
  readonly hooks: RunHooks;
  /** Seconds since an arbitrary point in time, for time columns and `run.maxHours`. */
  clock(): number;
}

/**
 * Runs a search to its end in a run folder. Resumes from the last checkpoint, if there is one: rows logged
 * after it are cut off and their steps repeated. A finished search only reports its result.
 *
 * @throws InterruptedError, StoppedError or FailedError as `runLoop`
 * @throws FailedError if no checkpoint is usable
 * @throws InputError if settings or data have changed, or another version of nao wrote the checkpoint
 */
export function runInFolder(run: SearchRun): Promise<SearchResult> {
  return recordProgress(run.folder.path, run.hooks, (hooks) => searchInFolder({ ...run, hooks }));
}

async function searchInFolder(run: SearchRun): Promise<SearchResult> {
  const { config, folder, space, evaluator, controller, hooks, clock } = run;
  const log: SearchParts['log'] = (text, about) =>
    hooks.progress({ kind: 'log', text, ...(about === 'progress' ? { isProgress: true } : {}) });
  const logs = folder.openLogs({ metric: evaluator.metric.name, items: evaluator.unit });
  try {
    const restored = restoreLastCheckpoint(run, logs, log);
    folder.keepSettings(config);
    // Checkpoints first: a process killed here must not leave logs that are shorter than at the newest checkpoint.
    folder.checkpoints.removeDamaged();
    const saved = restored && hasMoreRounds(restored.search, config) ? reopen(run, restored) : restored;
    logs.truncateTo(saved?.logs, log);
    logs.settings(config);
    hooks.progress({ kind: 'plan', lines: describeSearchPlan(config, evaluator, space) });
    if (saved !== undefined) logResume(saved, config, log);

    const search = createNaoSearch(
      { config, space, evaluator, controller, rows: logs, log, clock },
      saved?.search,
    );
    const store = createStore(run, logs);
    const resumeCommand = `nao resume ${folder.path}`;
    const options: LoopOptions = {
      config,
      search,
      evaluator,
      controller,
      store,
      hooks,
      clock,
      resumeCommand,
    };
    if (saved === undefined) saveSearchCheckpoint(options);
    await runLoop(options);

    const best = search.best();
    const result = createSearchResult(search.state, {
      best,
      finalMetric: best && queryFinalMetric(evaluator, best.architecture, log),
      rescoresEachRound: evaluator.rescoresEachRound,
      runDir: folder.path,
    });
    // Written again, because the final metric is known only now.
    if (best !== undefined) {
      const { finalMetric } = result;
      store.writeBest(best, finalMetric);
      const metrics = {
        [evaluator.metric.name]: best.score,
        ...(finalMetric === undefined ? {} : { [finalMetric.name]: finalMetric.value }),
      };
      logs.result(metrics, await drawCellPictures('best cells', space, best.architecture, log));
    }
    hooks.progress({
      kind: 'done',
      ...reportResult(result, search.state, { config, metric: evaluator.metric, space }),
    });
    return result;
  } finally {
    logs.close();
  }
}

/** Queries the final metric of the search's result. Returns undefined if it has none. */
function queryFinalMetric(
  evaluator: Evaluator,
  architecture: Architecture,
  log: (text: string) => void,
): FinalMetric | undefined {
  const metric = evaluator.getFinalMetric?.(architecture);
  if (metric === undefined || Number.isFinite(metric.value)) return metric;
  log(`${metric.name} of the best architecture is ${metric.value}, so none is reported`);
  return undefined;
}

/** Loads the weights of the last checkpoint and returns its state. Returns undefined for a new run. */
function restoreLastCheckpoint(
  { config, folder, evaluator, controller }: SearchRun,
  logs: RunLogs,
  log: (text: string) => void,
): CheckpointState | undefined {
  const checkpoint = readSearchCheckpoint(folder, log);
  if (checkpoint === undefined) {
    assertNoLostCheckpoints('search', folder.path, logs);
    return undefined;
  }
  const { state } = checkpoint;
  assertSameInputs(config, state, evaluator);
  assertEnoughRounds(isReopened(state) ? { ...state.search, phase: 'learn' } : state.search, config);
  restoreWeights({ evaluator, controller }, state.search, checkpoint.folder);
  return state;
}

/**
 * Writes the checkpoint of a search whose rounds were all done, and which has more now: without the row of the last round, which is
 * logged again. Returns its state.
 */
function reopen({ folder, evaluator, controller }: SearchRun, saved: CheckpointState): CheckpointState {
  const { logsBeforeLastRound: logs = saved.logs, ...rest } = saved;
  const state: CheckpointState = { ...rest, logs };
  folder.checkpoints.write(state, (weights) => saveWeights({ evaluator, controller }, saved.search, weights));
  return state;
}

/** Returns true if the logs lack the row of the last round. */
function isReopened({ search, logsBeforeLastRound }: CheckpointState): boolean {
  return search.ended === 'rounds' && logsBeforeLastRound === undefined;
}

function createStore({ config, folder, evaluator, space }: SearchRun, logs: RunLogs): CheckpointStore {
  return {
    writeCheckpoint(state, saveWeights) {
      const { dataDigest } = evaluator;
      const saved: CheckpointState = {
        format: 2,
        dataDigest,
        settings: config,
        logs: logs.flush(),
        ...(state.ended === 'rounds' ? { logsBeforeLastRound: logs.positionsBeforeRound() } : {}),
        search: state,
      };
      folder.checkpoints.write(saved, saveWeights);
    },
    writeBest(best, reported) {
      if (best === undefined) {
        folder.removeBest();
        return;
      }
      folder.writeBest(createBestRecord(best, { config, metric: evaluator.metric, space }, reported));
    },
  };
}

/** Reports where a search resumes, and if other rounds than at its start change its results. */
function logResume(
  { search, settings }: CheckpointState,
  config: SearchConfig,
  log: SearchParts['log'],
): void {
  const { rounds } = config.search;
  const startedWith = getSetting(settings, 'search.rounds');
  if (startedWith !== rounds && decaysOverAllRounds(config)) {
    log(
      `the learning rate decays over all rounds (supernet.learningRateSpan=run), which are ${rounds} now instead of ` +
        `${String(startedWith)}: the results are not those of a search started with ${rounds}`,
    );
  }
  log(describeProgress(search, config), 'progress');
}

function decaysOverAllRounds({ mode, space, supernet }: SearchConfig): boolean {
  return mode === 'ws' && getModality(space.name) === 'images' && supernet.learningRateSpan === 'run';
}

function describeProgress(state: SearchState, config: SearchConfig): string {
  const { round, phase, index } = state;
  const { rounds } = config.search;
  if (hasMoreRounds(state, config)) return `continuing after round ${round + 1}, now with ${rounds} rounds`;
  if (phase === 'done') return 'the search is already finished: nothing to do';
  return `resuming in round ${round + 1} of ${rounds} after ${phase} ${index}`;
}
