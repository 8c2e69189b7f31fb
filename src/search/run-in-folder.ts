import { z } from 'zod';
import type { Controller } from '../../controller/controller';
import type { SearchConfig } from '../config/schema/search';
import { FailedError, InputError } from '../errors';
import type { Evaluator } from '../evaluators/evaluator';
import type { Checkpoint } from '../run/checkpoints';
import type { RunFolder } from '../run/folder';
import type { RunHooks } from '../run/hooks';
import type { RunRecord } from '../run/record';
import { logPositionsSchema, type RunLogs } from '../run/run-logs';
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

/** All that a search in a run folder needs; whoever made the parts closes them. */
export interface SearchRun {
  readonly config: SearchConfig;
  readonly folder: RunFolder;
  readonly space: Space;
  readonly evaluator: Evaluator;
  readonly controller: Controller;
  readonly hooks: RunHooks;
  /** Seconds from any point on, for time columns and `run.maxHours`. */
  clock(): number;
}

/** What a checkpoint's state.json holds. */
const checkpointStateSchema = z.object({
  /** Raised whenever an older state can no longer be read. */
  format: z.literal(1),
  /** What scores came from. */
  dataDigest: z.string(),
  logs: logPositionsSchema,
  // Its own writer wrote it, and the checkpoint's checksums say that nothing else did.
  search: z.custom<SearchState>((value) => typeof value === 'object' && value !== null),
});

type CheckpointState = z.infer<typeof checkpointStateSchema>;

/**
 * Runs a search to its end in a run folder, from its last checkpoint if it has one: what was logged after that is cut off
 * and done again. A search that is over is left as it is.
 *
 * @throws InterruptedError, StoppedError, FailedError as `drive`; FailedError where no checkpoint can be used, InputError where
 *   another version of nao wrote it
 */
export async function runInFolder(run: SearchRun): Promise<SearchResult> {
  const { config, folder, space, evaluator, controller, hooks, clock } = run;
  const log = (text: string): void => hooks.progress({ kind: 'say', text });
  const logs = folder.openLogs({ metric: evaluator.metric.name, items: evaluator.unit });
  try {
    const checkpoint = folder.checkpoints.readLatest(log);
    const saved = checkpoint && readCheckpointState(checkpoint, folder.record);
    if (saved !== undefined && saved.dataDigest !== evaluator.dataDigest) throwDataChanged(config);
    if (checkpoint !== undefined && saved !== undefined) {
      restoreWeights({ evaluator, controller }, saved.search, checkpoint.folder);
    }
    // The first checkpoint is written before the first row, so rows without one have lost theirs.
    if (saved === undefined && !logs.isEmpty) throwLostCheckpoints(folder.path);
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
    // Once more, since only now is there something to report.
    if (result.best !== undefined) store.writeBest(result.best, result.finalMetric);
    hooks.progress({ kind: 'done', lines: describeResult(result, search.state, evaluator.metric, space) });
    return result;
  } finally {
    logs.close();
  }
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

function readCheckpointState({ state, folder }: Checkpoint, record: RunRecord): CheckpointState {
  const saved = checkpointStateSchema.safeParse(state);
  if (saved.success) return saved.data;
  throw createCheckpointMismatchError(folder, record);
}

function throwLostCheckpoints(folder: string): never {
  throw new FailedError(
    `${folder} has logs but no checkpoint, so the search cannot go on and its logs are left as they are: put the folder's checkpoints back, or start a new search`,
  );
}

function throwDataChanged({ mode, data, table }: SearchConfig): never {
  const sources = { table: table.file, custom: "the evaluator's data" };
  const source = mode === 'table' || mode === 'custom' ? sources[mode] : data.dir || data.dataset;
  throw new InputError(
    `${source} has changed since this search was stopped, so old and new scores could not be compared: put the data back, or start a new search`,
  );
}

function describeProgress({ round, phase, index }: SearchState, { search }: SearchConfig): string {
  if (phase === 'done') return 'this search has come to its end already: nothing is left to do';
  return `going on in round ${round + 1} of ${search.rounds} after ${phase} ${index}`;
}
