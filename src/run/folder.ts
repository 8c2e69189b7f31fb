import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError, InputError } from '../errors';
import type { SearchConfig } from '../config/schema';
import { Checkpoints } from './checkpoints';
import { CONFIG_FILE, readConfigFile, writeConfigFile } from './config-file';
import { CsvLog } from './csv';
import { codeOf, onDisk, replaceFile } from './disk';
import { acquireLock, refuseIfLocked } from './lock';
import { logColumns, type LogName } from './logs';
import type { RunRecord } from './record';
import { ScalarEvents } from './tensorboard';

const LOCK = 'lock';
const DONE = 'best.json';

/** A run's folder, held by this process until `close`. */
export class RunFolder {
  readonly checkpoints: Checkpoints;

  private constructor(
    readonly path: string,
    /** True where the run began before: it goes on from its last checkpoint. */
    readonly isResumed: boolean,
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
  static create(folder: string, config: SearchConfig, record: RunRecord): RunFolder {
    refuseUsed(folder);
    makeFolder(folder);
    const release = acquireLock(path.join(folder, LOCK));
    try {
      refuseUsed(folder, LOCK);
      writeConfigFile(folder, config, record);
      return new RunFolder(folder, false, record, release);
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
  static open(folder: string): { runFolder: RunFolder; config: SearchConfig } {
    const { config, record } = readRun(folder);
    const release = acquireLock(path.join(folder, LOCK));
    return { runFolder: new RunFolder(folder, true, record, release), config };
  }

  /** Path of a file in the folder. */
  file(name: string): string {
    return path.join(this.path, name);
  }

  /** Opens one of the run's logs. @param metric as in `logColumns` */
  openLog<Row extends { readonly [K in keyof Row]: string | number | undefined }>(
    name: LogName,
    metric: string,
  ): CsvLog<Row> {
    const columns = logColumns(metric)[name].map((column) => column.name);
    return CsvLog.open<Row>(this.file(`${name}.csv`), columns);
  }

  /** Opens the run's TensorBoard scalars. @param clock seconds since 1970 */
  openScalars(clock: () => number): ScalarEvents {
    const folder = this.file('tensorboard');
    onDisk(folder, () => fs.mkdirSync(folder, { recursive: true }));
    return ScalarEvents.open(path.join(folder, 'events.out.tfevents.0.nao'), clock);
  }

  /** Writes the best architecture found so far. */
  writeBest(best: Best): void {
    replaceFile(
      this.file(DONE),
      `${JSON.stringify({ ...best, warning: warningOf(best.metric) }, null, 2)}\n`,
    );
  }

  /** Lets others at the folder. */
  close(): void {
    this.release();
  }
}

/** What best.json says. */
export interface Best {
  readonly id: number;
  /** Text form. */
  readonly architecture: string;
  readonly metric: string;
  readonly score: number;
  /** Round of the score, from 1. */
  readonly round: number;
  readonly origin: string;
}

/**
 * Settings and record of a run, without touching its folder.
 *
 * @throws InputError if it is no run folder, or another process is at work in it
 */
export function readRun(folder: string): { config: SearchConfig; record: RunRecord } {
  if (!fs.existsSync(path.join(folder, CONFIG_FILE))) {
    throw new InputError(
      `${folder} is no run folder, it has no ${CONFIG_FILE}: give the folder that 'nao search' wrote`,
    );
  }
  refuseIfLocked(path.join(folder, LOCK));
  return readConfigFile(folder);
}

/**
 * The first folder `<stem>-1`, `<stem>-2`, ... in `parent` that is not there yet.
 */
export function freeFolder(parent: string, stem: string): string {
  for (let number = 1; ; number++) {
    const folder = path.join(parent, `${stem}-${number}`);
    if (!fs.existsSync(folder)) return folder;
  }
}

/** @throws InputError if the folder has other entries than `apart`, or another process is at work in it */
export function refuseUsed(folder: string, apart?: string): void {
  const entries = listIfThere(folder);
  if (apart === undefined) refuseIfLocked(path.join(folder, LOCK));
  if (entries.includes(CONFIG_FILE)) {
    throw new InputError(
      `${folder} holds a run already: 'nao resume ${folder}' goes on with it; for a new run give another folder with --out`,
    );
  }
  if (entries.some((entry) => entry !== apart && entry !== LOCK)) {
    throw new InputError(`${folder} is not empty: give a new or empty folder with --out`);
  }
}

function listIfThere(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    if (codeOf(error) === 'ENOTDIR') throw new InputError(`${folder} is a file: give a new or empty folder`);
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(
      `the run folder ${folder} cannot be made (${reason}): give another with --out`,
    );
  }
}

function warningOf(metric: string): string {
  return metric.startsWith('shared_')
    ? `${metric} is measured with weights shared by all architectures: it ranks them, it is not the score of the trained network`
    : `${metric} is the score of the search: measure the chosen architecture anew before you report it`;
}
