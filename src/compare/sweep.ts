import type { ResultReport, RunHooks } from '../run/hooks';
import { acquireLock } from '../run/lock';
import { ensureProtocol, type Protocol } from '../run/protocol';
import { createStopError } from '../run/stop';
import { runTasks, type ThreadPoolOptions } from '../threads/pool';

/** Independent tasks for worker threads, with a store of their results. */
export interface Sweep<Task, Result> {
  /** All tasks, in the order in which they are started. */
  readonly tasks: readonly Task[];
  readonly store: ResultStore<Task, Result>;
  readonly pool: ThreadPoolOptions;
  /** Plural noun for the tasks, such as `searches`. */
  readonly noun: string;
  /** Lines that describe the sweep before it starts. */
  readonly plan: readonly string[];
  describe(task: Task): string;
  /** Called when all results are stored. */
  summarize(): ResultReport;
}

/** Results of a sweep on disk, locked by this process. An interrupted sweep resumes from them. */
export interface ResultStore<Task, Result> {
  /** Path of the file or folder. */
  readonly path: string;
  has(task: Task): boolean;
  /** Writes a result atomically. */
  add(task: Task, result: Result): void;
  /** Releases the lock. */
  close(): void;
}

/**
 * Runs the tasks of a sweep that have no result yet, then summarizes all results. Closes the store.
 *
 * @throws InterruptedError or StoppedError if a stop is requested, after the running tasks are finished and
 *   stored
 * @throws UserError of a failed task
 */
export async function runSweep<Task, Result>(sweep: Sweep<Task, Result>, hooks: RunHooks): Promise<void> {
  const { tasks, store, pool, noun } = sweep;
  const total = tasks.length;
  try {
    const missing = tasks.filter((task) => !store.has(task));
    let done = total - missing.length;
    const resumed =
      done > 0 ? [`${done} of ${total} ${noun} are done already, ${missing.length} are missing`] : [];
    hooks.progress({ kind: 'plan', lines: [...sweep.plan, ...resumed] });
    await runTasks<Task, Result>(missing, pool, {
      onResult(task, result) {
        store.add(task, result);
        done += 1;
        hooks.progress({ kind: 'step', phase: noun, done, total, note: sweep.describe(task) });
      },
      shouldStop: () => hooks.stopRequested() !== undefined,
    });
    const signal = hooks.stopRequested();
    if (signal !== undefined && done < total) {
      throw createStopError(
        signal,
        `after ${done} of ${total} ${noun}, kept in ${store.path}: resume with the same command`,
      );
    }
    hooks.progress({ kind: 'done', ...sweep.summarize() });
  } finally {
    store.close();
  }
}

/** Files that guard a result store. */
export interface StoreGuards {
  readonly lockFile: string;
  readonly protocolFile: string;
  readonly protocol: Protocol;
}

/**
 * Locks a result store, checks its protocol and opens it.
 *
 * @param open receives the function that releases the lock
 * @throws InputError if another process holds the lock, or the stored results have another protocol
 */
export function openGuarded<Store>(
  { lockFile, protocolFile, protocol }: StoreGuards,
  open: (release: () => void) => Store,
): Store {
  const release = acquireLock(lockFile);
  try {
    ensureProtocol(protocolFile, protocol);
    return open(release);
  } catch (error) {
    release();
    throw error;
  }
}
