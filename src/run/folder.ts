import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { TrainConfig } from '../config/load-train';
import type { SearchConfig } from '../config/schema/search';
import { EnvironmentError, InputError } from '../errors';
import { getErrorCode, replaceFile } from '../files/durable';
import { Checkpoints } from './checkpoints';
import {
  CONFIG_FILE,
  readSearchConfigFile,
  readTask,
  readTrainConfigFile,
  type RunConfig,
  writeConfigFile,
} from './config-file';
import { acquireLock, assertUnlocked } from './lock';
import type { LogUnits } from './logs';
import type { RunRecord } from './record';
import { RunLogs } from './run-logs';

const LOCK = 'lock';
const BEST = 'best.json';

/** A run's folder, held by this process until `close`. */
export class RunFolder {
  readonly checkpoints: Checkpoints;

  private constructor(
    readonly path: string,
    readonly record: RunRecord,
    private readonly release: () => void,
  ) {
    this.checkpoints = new Checkpoints(this.file('checkpoints'));
  }

  /**
   * Makes the folder of a new run and writes its config.yaml.
   *
   * @throws InputError if the folder is not empty or another process is at work in it
   * @throws EnvironmentError if it cannot be made
   */
  static create(folder: string, config: RunConfig, record: RunRecord): RunFolder {
    assertUnused(folder);
    makeFolder(folder);
    const release = acquireLock(path.join(folder, LOCK));
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
   * Opens the folder of a run that was stopped.
   *
   * @throws InputError if it is no run folder, or another process is at work in it
   */
  static openSearch(folder: string): { runFolder: RunFolder; config: SearchConfig } {
    const { config, record } = readSearchRun(folder);
    return { runFolder: RunFolder.lock(folder, record), config };
  }

  /** Opens the folder of a training that was stopped. @throws InputError as `open` */
  static openTraining(folder: string): { runFolder: RunFolder; config: TrainConfig } {
    const { config, record } = readTrainingRun(folder);
    return { runFolder: RunFolder.lock(folder, record), config };
  }

  private static lock(folder: string, record: RunRecord): RunFolder {
    const release = acquireLock(path.join(folder, LOCK));
    return new RunFolder(folder, record, release);
  }

  /** Path of a file in the folder. */
  file(name: string): string {
    return path.join(this.path, name);
  }

  /**
   * Opens the run's logs.
   *
   * @param units what is scored and trained on
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

  /** Leaves no best architecture: where there was one, its score is older than the last, in which all failed. */
  removeBest(): void {
    fs.rmSync(this.file(BEST), { force: true });
  }

  /** Lets others at the folder. */
  close(): void {
    this.release();
  }
}

/** What best.json says. */
export interface BestArchitecture {
  readonly id: number;
  /** Text form. */
  readonly architecture: string;
  readonly metric: string;
  readonly score: number;
  /** Round of the score, from 1. */
  readonly round: number;
  readonly origin: string;
  /** Direction of a custom evaluator's metric; of other metrics the settings tell it. */
  readonly direction?: 'maximize' | 'minimize';
  /** A number that no score was made from, such as a benchmark's test accuracy; once the search is over. */
  readonly reported?: { readonly name: string; readonly value: number };
}

const bestSchema = z.looseObject({
  id: z.number(),
  architecture: z.string(),
  metric: z.string(),
  score: z.number(),
  round: z.number(),
  origin: z.string(),
  direction: z.enum(['maximize', 'minimize']).optional(),
  reported: z.object({ name: z.string(), value: z.number() }).optional(),
});

/** Whether a run has found an architecture that has a score. */
export function hasBest(folder: string): boolean {
  return fs.existsSync(path.join(folder, BEST));
}

/** Reads a run's best.json. @throws InputError where there is none yet, it is damaged or of another version of nao */
export function readBest(folder: string): BestArchitecture {
  const file = path.join(folder, BEST);
  if (!hasBest(folder)) {
    throw new InputError(
      `${folder} has no ${BEST}: wait until the search has scored its first architectures; where it has, all of them failed`,
    );
  }
  const remedy = `'nao resume ${folder}' writes it anew`;
  let content: unknown;
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InputError(`${file} is damaged: ${remedy}`, { cause: error });
  }
  const best = bestSchema.safeParse(content);
  if (best.success) return best.data;
  throw new InputError(`${file} is not as this version of nao writes it: ${remedy}`, { cause: best.error });
}

/**
 * Settings and record of a run, without touching its folder.
 *
 * @throws InputError if it is no run folder
 */
export function readSearchRun(folder: string): { config: SearchConfig; record: RunRecord } {
  assertRunFolder(folder);
  return readSearchConfigFile(folder);
}

/** Settings and record of a training, as `readRun`. */
export function readTrainingRun(folder: string): { config: TrainConfig; record: RunRecord } {
  assertRunFolder(folder);
  return readTrainConfigFile(folder);
}

/** Whether a run folder is one of a search or of a training. @throws InputError if it is no run folder */
export function readRunTask(folder: string): 'search' | 'train' {
  assertRunFolder(folder);
  return readTask(folder);
}

function assertRunFolder(folder: string): void {
  if (!fs.existsSync(path.join(folder, CONFIG_FILE))) {
    throw new InputError(
      `${folder} is no run folder, it has no ${CONFIG_FILE}: give the folder that 'nao search' or 'nao train' wrote`,
    );
  }
}

/**
 * Makes the first folder `<stem>-1`, `<stem>-2`, ... in `parent` that is not there yet. Of several processes each gets its
 * own.
 *
 * @throws EnvironmentError if it cannot be made
 */
export function makeNumberedFolder(parent: string, stem: string): string {
  makeFolder(parent);
  for (let number = 1; ; number++) {
    const folder = path.join(parent, `${stem}-${number}`);
    if (!fs.existsSync(folder) && makeFolder(folder, { onlyNew: true })) return folder;
  }
}

/** @throws InputError if another process is at work in the run folder */
export function assertNotBusy(folder: string): void {
  assertUnlocked(path.join(folder, LOCK));
}

/** @throws InputError if the folder is not empty, or another process is at work in it */
export function assertUnused(folder: string): void {
  const entries = listIfExists(folder);
  assertUnlocked(path.join(folder, LOCK));
  assertOnlyLocks(folder, entries);
}

/** @throws InputError if there is more than locks */
function assertOnlyLocks(folder: string, entries: readonly string[]): void {
  if (entries.includes(CONFIG_FILE)) {
    throw new InputError(
      `${folder} holds a run already: 'nao resume ${folder}' goes on with it; for a new run give another folder with --out`,
    );
  }
  // A lock that is being taken, or was when its process was killed, stands beside it under a longer name.
  if (entries.some((entry) => entry !== LOCK && !entry.startsWith(`${LOCK}.`))) {
    throw new InputError(`${folder} is not empty: give a new or empty folder with --out`);
  }
}

function listIfExists(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return [];
    if (getErrorCode(error) === 'ENOTDIR')
      throw new InputError(`${folder} is a file: give a new or empty folder`);
    throw error;
  }
}

/** False where it has to be new and is there already. */
function makeFolder(folder: string, { onlyNew = false } = {}): boolean {
  try {
    fs.mkdirSync(folder, { recursive: !onlyNew });
    return true;
  } catch (error) {
    if (onlyNew && getErrorCode(error) === 'EEXIST') return false;
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(
      `the run folder ${folder} cannot be made (${reason}): give another with --out`,
    );
  }
}

function describeWarning(metric: string): string {
  return metric.startsWith('shared_')
    ? `${metric} is measured with weights shared by all architectures: it ranks them, it is not the score of the trained network`
    : `${metric} is the score of the search: measure the chosen architecture anew before you report it`;
}
