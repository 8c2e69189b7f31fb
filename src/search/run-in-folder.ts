import { z } from 'zod';
import type { Controller } from '../../controller/controller';
import type { SearchConfig } from '../config/schema/search';
import type { Evaluator } from '../evaluators/evaluator';
import type { RunFolder } from '../run/folder';
import type { RunHooks } from '../run/hooks';
import { logPositionsSchema, type RunLogs } from '../run/logs';
import { assertDataUnchanged, assertNoLostCheckpoints } from '../run/resume-checks';
import { createCheckpointMismatchError } from '../run/version-mismatch';
import type { Space } from '../space/space';
import {
  type CheckpointStore,
  type LoopOptions,
  restoreWeights,
  runLoop,
  saveSearchCheckpoint,
} from './loop';
import { createNaoSearch } from './nao/nao-search';
import type { SearchState } from './nao/state';
import { describeSearchPlan } from './plan';
import { createSearchResult, describeResult, type SearchResult } from './result';

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

/** Schema of a checkpoint's state.json. */
const checkpointStateSchema = z.object({
  /** Raised whenever an older state can no longer be read. */
  format: z.literal(1),
  /** Digest of the data that scores come from. */
  dataDigest: z.string(),
  logs: logPositionsSchema,
  // Not validated further: the checkpoint's checksums prove that nothing has changed it since it was written.
  search: z.custom<SearchState>((value) => typeof value === 'object' && value !== null),
});

type CheckpointState = z.infer<typeof checkpointStateSchema>;

/**
 * Runs a search to its end in a run folder. Resumes from the last checkpoint, if there is one: rows logged
 * after it are cut off and their steps repeated. A finished search only reports its result.
 *
 * @throws InterruptedError, StoppedError or FailedError as `runLoop`
 * @throws FailedError if no checkpoint is usable
 * @throws InputError if the data have changed, or another version of nao wrote the checkpoint
 */
export async function runInFolder(run: SearchRun): Promise<SearchResult> {
  const { config, folder, space, evaluator, controller, hooks, clock } = run;
  const log = (text: string): void => hooks.progress({ kind: 'log', text });
  const logs = folder.openLogs({ metric: evaluator.metric.name, items: evaluator.unit });
  try {
    const saved = restoreLastCheckpoint(run, logs, log);
    logs.truncateTo(saved?.logs);
    hooks.progress({ kind: 'plan', lines: describeSearchPlan(config, evaluator) });
    if (saved !== undefined) log(describeProgress(saved.search, config));

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

    const result = createSearchResult(search, evaluator, folder.path);
    // Written again, because the final metric is known only now.
    if (result.best !== undefined) store.writeBest(result.best, result.finalMetric);
    hooks.progress({ kind: 'done', lines: describeResult(result, search.state, evaluator.metric, space) });
    return result;
  } finally {
    logs.close();
  }
}

/** Loads the weights of the last checkpoint and returns its state. Returns undefined for a new run. */
function restoreLastCheckpoint(
  { config, folder, evaluator, controller }: SearchRun,
  logs: RunLogs,
  log: (text: string) => void,
): CheckpointState | undefined {
  const checkpoint = folder.checkpoints.readLatest(log);
  if (checkpoint === undefined) {
    assertNoLostCheckpoints('search', folder.path, logs);
    return undefined;
  }
  const saved = checkpointStateSchema.safeParse(checkpoint.state);
  if (!saved.success) throw createCheckpointMismatchError(checkpoint.folder, folder.record);
  const state = saved.data;
  assertDataUnchanged('search', getDataSource(config), state.dataDigest, evaluator.dataDigest);
  restoreWeights({ evaluator, controller }, state.search, checkpoint.folder);
  return state;
}

function getDataSource({ mode, data, table }: SearchConfig): string {
  if (mode === 'custom') return "the evaluator's data";
  return mode === 'table' ? table.file : data.dir || data.dataset;
}

function createStore({ config, folder, evaluator, space }: SearchRun, logs: RunLogs): CheckpointStore {
  return {
    writeCheckpoint(state, saveWeights) {
      const { dataDigest } = evaluator;
      const saved: CheckpointState = { format: 1, dataDigest, logs: logs.flush(), search: state };
      folder.checkpoints.write(saved, saveWeights);
    },
    writeBest(best, reported) {
      if (best === undefined) {
        folder.removeBest();
        return;
      }
      folder.writeBest({
        ...best,
        architecture: space.format(best.architecture),
        metric: evaluator.metric.name,
        ...(config.mode === 'custom' ? { direction: evaluator.metric.direction } : {}),
        ...(reported === undefined ? {} : { reported }),
      });
    },
  };
}

function describeProgress({ round, phase, index }: SearchState, { search }: SearchConfig): string {
  if (phase === 'done') return 'the search is already finished: nothing to do';
  return `resuming in round ${round + 1} of ${search.rounds} after ${phase} ${index}`;
}
