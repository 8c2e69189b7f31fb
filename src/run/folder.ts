import fs from 'node:fs';
import path from 'node:path';
import type { TrainConfig } from '../config/load-train';
import type { SearchConfig } from '../config/schema/search';
import { EnvironmentError, InputError } from '../errors';
import {
  findTemporaryTarget,
  removeOrphans,
  replaceFile,
  restoreReplacedFolders,
  syncFolder,
  withDiskErrors,
} from '../files/durable';
import { assertMayMakeFolder, makeFolder } from '../files/make-folder';
import { describeReason, getErrorCode } from '../files/system-errors';
import { BEST, type BestArchitecture } from './best';
import { Checkpoints } from './checkpoints';
import {
  CONFIG_FILE,
  readSearchConfigFile,
  readTask,
  readTrainConfigFile,
  type RunConfig,
  updateConfigFile,
  writeConfigFile,
} from './config-file';
import { CHECKPOINTS } from './kept-state';
import { acquireLock, assertLockHeld, assertUnlocked, findLockHolder, removeLockOrphans } from './lock';
import type { LogUnits } from './log-columns';
import { RunLogs } from './logs';
import type { RunRecord } from './record';

const LOCK = 'lock';

/** The folder of a run, locked by this process until `close`. */
export class RunFolder {
  readonly checkpoints: Checkpoints;

  private constructor(
    readonly path: string,
    readonly record: RunRecord,
    private readonly release: () => void,
  ) {
    this.checkpoints = new Checkpoints(this.file(CHECKPOINTS), () => assertLockHeld(this.file(LOCK)));
  }

  /**
   * Creates the folder of a new run and writes its config.yaml.
   *
   * @throws InputError if the folder is not empty, or another process uses it
   * @throws EnvironmentError if it cannot be created
   */
  static create(folder: string, config: RunConfig, record: RunRecord): RunFolder {
    assertUnused(folder);
    makeRunFolder(folder);
    const release = lockFolder(folder);
    try {
      assertOnlyLocks(folder, listIfExists(folder));
      writeConfigFile(folder, config, record);
      return new RunFolder(folder, record, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * Opens the folder of a stopped search.
   *
   * @throws InputError if it is not a run folder, or another process uses it
   */
  static openSearch(folder: string): { runFolder: RunFolder; config: SearchConfig } {
    const { config, record } = readSearchRun(folder);
    return { runFolder: RunFolder.lock(folder, record), config };
  }

  /** Opens the folder of a stopped training. @throws InputError for the same reasons as `openSearch` */
  static openTraining(folder: string): { runFolder: RunFolder; config: TrainConfig } {
    const { config, record } = readTrainingRun(folder);
    return { runFolder: RunFolder.lock(folder, record), config };
  }

  private static lock(folder: string, record: RunRecord): RunFolder {
    return new RunFolder(folder, record, lockFolder(folder));
  }

  /** Writes settings that a resume has changed, the limit of its time aside, into config.yaml. */
  keepSettings(config: RunConfig): void {
    updateConfigFile(this.path, config);
  }

  /** Returns the path of a file in the folder. */
  file(name: string): string {
    return path.join(this.path, name);
  }

  /**
   * Opens the run's logs.
   *
   * @param units metric and items of the run
   * @param wallClock seconds since 1970, for TensorBoard's time axis
   */
  openLogs(units: LogUnits, wallClock: () => number = () => Date.now() / 1000): RunLogs {
    return RunLogs.open(this.path, units, wallClock);
  }

  /** Writes the best architecture found so far. */
  writeBest(best: BestArchitecture): void {
    replaceFile(
      this.file(BEST),
      `${JSON.stringify({ ...best, warning: describeWarning(best.metric) }, null, 2)}\n`,
    );
  }

  /** Removes best.json: if no architecture of the last scoring has a score, that of an earlier one is out of date. */
  removeBest(): void {
    fs.rmSync(this.file(BEST), { force: true });
  }

  /** Unlocks the folder. */
  close(): void {
    this.release();
  }
}

/** Locks a run folder, and removes the temporary files that killed processes have left in it. @returns function that unlocks it */
function lockFolder(folder: string): () => void {
  const lock = path.join(folder, LOCK);
  const release = acquireLock(lock);
  try {
    withDiskErrors(folder, () => {
      removeLockOrphans(lock);
      removeOrphans(folder);
      restoreReplacedFolders(folder);
    });
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/**
 * Reads the settings and the record of a search without locking its folder.
 *
 * @throws InputError if it is not the run folder of a search
 */
export function readSearchRun(folder: string): { config: SearchConfig; record: RunRecord } {
  assertRunFolder(folder);
  return readSearchConfigFile(folder);
}

/** Reads the settings and the record of a training without locking its folder. @throws InputError if it is not a run folder */
export function readTrainingRun(folder: string): { config: TrainConfig; record: RunRecord } {
  assertRunFolder(folder);
  return readTrainConfigFile(folder);
}

/** Reads the kind of a run. @throws InputError if it is not a run folder */
export function readRunTask(folder: string): 'search' | 'train' {
  assertRunFolder(folder);
  return readTask(folder);
}

function assertRunFolder(folder: string): void {
  if (!fs.existsSync(path.join(folder, CONFIG_FILE))) {
    throw new InputError(
      `${folder} is not a run folder (no ${CONFIG_FILE}): give a folder that 'nao search' or 'nao train' wrote`,
    );
  }
}

/**
 * Creates the first folder of `<stem>-1`, `<stem>-2`, ... in `parent` that does not exist. Concurrent processes get different
 * folders.
 *
 * @throws EnvironmentError if it cannot be created
 */
export function makeNumberedFolder(parent: string, stem: string): string {
  makeRunFolder(parent);
  for (let number = 1; ; number++) {
    const folder = path.join(parent, `${stem}-${number}`);
    if (!fs.existsSync(folder) && makeNewRunFolder(folder)) return folder;
  }
}

/** Finds the running process that uses a run folder, such as `process 12`; undefined if there is none. */
export function findRunHolder(folder: string): string | undefined {
  return findLockHolder(path.join(folder, LOCK));
}

/** @throws InputError if another process uses the run folder */
export function assertNotBusy(folder: string): void {
  assertUnlocked(path.join(folder, LOCK));
}

/**
 * Checks that a new run may be written to a folder.
 *
 * @throws InputError if the folder is not empty, or another process uses it; EnvironmentError if it cannot be written
 */
export function assertUnused(folder: string): void {
  const entries = listIfExists(folder);
  assertUnlocked(path.join(folder, LOCK));
  assertOnlyLocks(folder, entries);
  withCreationErrors(folder, () => assertMayMakeFolder(folder));
}

/** @throws InputError if the folder contains anything but locks */
function assertOnlyLocks(folder: string, entries: readonly string[]): void {
  if (entries.includes(CONFIG_FILE)) {
    throw new InputError(
      `${folder} already contains a run: continue it with 'nao resume ${folder}', or give another folder with --out`,
    );
  }
  // A process that was killed at its start may have left temporary files of the lock and of config.yaml.
  const isLeft = (entry: string): boolean =>
    entry === LOCK || entry.startsWith(`${LOCK}.`) || findTemporaryTarget(entry) === CONFIG_FILE;
  if (!entries.every(isLeft)) {
    throw new InputError(`${folder} is not empty: give a new or empty folder with --out`);
  }
}

function listIfExists(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return [];
    throw new InputError(
      `cannot use the folder ${folder} (${describeReason(error)}): give a new or empty folder with --out`,
      { cause: error },
    );
  }
}

/** Creates a run folder and its parents. @throws EnvironmentError if that fails */
function makeRunFolder(folder: string): void {
  withCreationErrors(folder, () => makeFolder(folder));
}

/** Creates a run folder. @returns false if it exists @throws EnvironmentError if it cannot be created */
function makeNewRunFolder(folder: string): boolean {
  return withCreationErrors(folder, () => {
    try {
      fs.mkdirSync(folder);
      syncFolder(path.dirname(folder));
      return true;
    } catch (error) {
      if (getErrorCode(error) === 'EEXIST') return false;
      throw error;
    }
  });
}

function withCreationErrors<T>(folder: string, create: () => T): T {
  try {
    return create();
  } catch (error) {
    throw new EnvironmentError(
      `cannot create the run folder ${folder} (${describeReason(error)}): give another folder with --out`,
      { cause: error },
    );
  }
}

function describeWarning(metric: string): string {
  return metric.startsWith('shared_')
    ? `${metric} is measured with shared weights: it ranks architectures, it is not the score of the trained network`
    : `${metric} is the score of the search: evaluate the chosen architecture again before you report it`;
}
