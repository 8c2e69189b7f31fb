import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readYamlFile, RECORD_KEY } from '../config/yaml-file';
import { FailedError, UserError } from '../errors';
import { describeReason, isSystemError } from '../files/system-errors';
import { hasBest, readBest } from './best';
import { Checkpoints } from './checkpoints';
import { CONFIG_FILE } from './config-file';
import { parseCsvNumber, readCsvRows } from './csv';
import { findRunHolder } from './folder';
import { assertLogsIntact, CHECKPOINTS, keptStateSchema } from './kept-state';
import { LOG_NAMES } from './log-columns';

/** State of a run: a process works on it, it was stopped, it has its result, or `nao resume` would refuse its files. */
export type RunStatus = 'running' | 'stopped' | 'finished' | 'damaged';

/** A run as a list of runs shows it, read from its lock, settings and logs without a change to them. */
export interface RunState {
  /** Path of the run folder. */
  readonly folder: string;
  readonly task: 'search' | 'train';
  readonly status: RunStatus;
  /** Running process, such as `process 12`. */
  readonly holder: string | undefined;
  /** What is wrong with a damaged run, and what to do. */
  readonly damage: string | undefined;
  /** How architectures are scored: `ws`, `table`, `full` or `custom`; undefined for a training. */
  readonly mode: string | undefined;
  readonly space: string | undefined;
  /** Data set, or the path of a table. */
  readonly data: string | undefined;
  readonly seed: number | undefined;
  /** Finished rounds of a search or epochs of a training, of how many if that is known. */
  readonly progress: { readonly unit: 'round' | 'epoch'; readonly done: number; readonly total?: number };
  /** Best score so far; of a finished training its test score. */
  readonly best: { readonly metric: string; readonly value: number } | undefined;
  /** Time of the last change of its logs, in milliseconds since 1970; undefined before the first. */
  readonly changedAt: number | undefined;
}

/** Folders below which runs are looked for, at most. */
const MAX_DEPTH = 4;

const SEARCH_LOGS = LOG_NAMES.map((name) => `${name}.csv`);
const EPOCHS = 'epochs.csv';
const RESULT = 'result.json';

/**
 * Lists the runs in a folder and at most `MAX_DEPTH` levels below, in the order of their paths. Links to folders are followed.
 *
 * @returns paths that begin with `folder`; `folder` alone if it is a run folder
 */
export function findRunFolders(folder: string): string[] {
  const found: string[] = [];
  const visited = new Set<string>();
  const visit = (current: string, depth: number): void => {
    const entries = listFolder(current, visited);
    if (isRunFolder(current, entries.files)) found.push(current);
    else if (depth < MAX_DEPTH) {
      for (const name of entries.folders) visit(path.join(current, name), depth + 1);
    }
  };
  visit(folder, 0);
  return found;
}

/** Reads the states of the runs that `findRunFolders` lists. */
export function listRuns(folder: string): RunState[] {
  return findRunFolders(folder).flatMap((runDir) => readRunState(runDir) ?? []);
}

/**
 * Reads the state of a run. Checkpoints are checked without their weights.
 *
 * @returns undefined if the folder is not, or no longer, a run folder
 */
export function readRunState(folder: string): RunState | undefined {
  const { files } = listFolder(folder);
  if (!isRunFolder(folder, files)) return undefined;
  const problems: string[] = [];

  /** Reads a part of the run. What is wrong with a part does not hide the others. */
  function attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      problems.push(describeProblem(error));
      return undefined;
    }
  }

  const settings = attempt(() => readSettings(folder)) ?? settingsSchema.parse({});
  const task = settings.task ?? (files.includes(EPOCHS) ? 'train' : 'search');
  const holder = attempt(() => findRunHolder(folder));
  const progress = attempt(() => readProgress(folder, task, settings));
  const best = attempt(() => (task === 'train' ? readTrainingScore(folder) : readSearchScore(folder)));
  // A running process appends to the logs while they are read.
  const isEnded = holder === undefined && attempt(() => readHasEnded(folder, task, progress));
  const [damage] = holder === undefined ? problems : [];
  return {
    folder,
    task,
    status: getStatus(holder, damage, isEnded === true),
    holder,
    damage,
    mode: settings.mode,
    space: task === 'train' ? settings.architecture.space : settings.space.name,
    data: settings.mode === 'table' ? settings.table.file : settings.data.dataset,
    seed: settings.seed,
    progress: progress ?? { unit: task === 'train' ? 'epoch' : 'round', done: 0 },
    best,
    changedAt: findLastChange(folder, files),
  };
}

function getStatus(holder: string | undefined, damage: string | undefined, isEnded: boolean): RunStatus {
  if (holder !== undefined) return 'running';
  if (damage !== undefined) return 'damaged';
  return isEnded ? 'finished' : 'stopped';
}

interface FolderEntries {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/**
 * Lists a folder; empty if it cannot be read, or was visited.
 *
 * @param visited real paths of visited folders, to which this one is added
 */
function listFolder(folder: string, visited = new Set<string>()): FolderEntries {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    const real = fs.realpathSync(folder);
    if (visited.has(real)) return { files, folders };
    visited.add(real);
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const isFolder = entry.isSymbolicLink()
        ? (fs.statSync(path.join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false)
        : entry.isDirectory();
      if (!isFolder) files.push(entry.name);
      else if (!entry.name.startsWith('.') && entry.name !== 'node_modules') folders.push(entry.name);
      if (isFolder && entry.name === CHECKPOINTS) files.push(CHECKPOINTS);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error; // not readable, or removed
  }
  return { files, folders: folders.sort(comparePaths) };
}

const { compare: comparePaths } = new Intl.Collator('en', { numeric: true });

/** Other programs have files of these names too: a run has two of them, or its record. */
function isRunFolder(folder: string, files: readonly string[]): boolean {
  const hasLogs = files.includes('architectures.csv') || files.includes(EPOCHS);
  if (!files.includes(CONFIG_FILE)) return hasLogs && files.includes(CHECKPOINTS);
  return hasLogs || hasRecord(path.join(folder, CONFIG_FILE));
}

function hasRecord(config: string): boolean {
  try {
    return new RegExp(`^${RECORD_KEY}:`, 'm').test(fs.readFileSync(config, 'utf8'));
  } catch {
    return false; // it cannot be read, or was removed
  }
}

const settingsSchema = z.object({
  task: z.enum(['search', 'train']).optional().catch(undefined),
  mode: z.string().optional().catch(undefined),
  seed: z.number().optional().catch(undefined),
  space: z.object({ name: z.string() }).partial().catch({}).default({}),
  architecture: z.object({ space: z.string() }).partial().catch({}).default({}),
  data: z.object({ dataset: z.string() }).partial().catch({}).default({}),
  table: z.object({ file: z.string() }).partial().catch({}).default({}),
  search: z.object({ rounds: z.number() }).partial().catch({}).default({}),
  child: z.object({ epochs: z.number() }).partial().catch({}).default({}),
  rnn: z.object({ epochs: z.number() }).partial().catch({}).default({}),
});
type Settings = z.infer<typeof settingsSchema>;

function readSettings(folder: string): Settings {
  const file = path.join(folder, CONFIG_FILE);
  if (!fs.existsSync(file)) {
    throw new FailedError(`${file} is missing: restore the file that the run wrote, or start a new run`);
  }
  const settings = settingsSchema.parse(readYamlFile(file));
  return { ...settings, task: settings.task ?? 'search' };
}

function readProgress(folder: string, task: RunState['task'], settings: Settings): RunState['progress'] {
  const isTraining = task === 'train';
  const total = isTraining ? (settings.child.epochs ?? settings.rnn.epochs) : settings.search.rounds;
  return {
    unit: isTraining ? 'epoch' : 'round',
    done: readRows(folder, isTraining ? EPOCHS : 'rounds.csv').length,
    ...(total === undefined ? {} : { total }),
  };
}

function readSearchScore(folder: string): RunState['best'] {
  if (!hasBest(folder)) return undefined;
  const { metric, score } = readBest(folder);
  return { metric, value: score };
}

const resultSchema = z.record(z.string(), z.number().nullable());

/** Reads the test score of a finished training, or the best validation score so far. */
function readTrainingScore(folder: string): RunState['best'] {
  const file = path.join(folder, RESULT);
  if (fs.existsSync(file)) {
    const result = resultSchema.safeParse(parseJson(file));
    if (!result.success) throw new FailedError(`${file} is damaged: restore it from a copy`);
    const names = ['test_accuracy', 'test_perplexity'];
    const metric = names.find((name) => typeof result.data[name] === 'number');
    if (metric !== undefined) return { metric, value: result.data[metric] ?? NaN };
  }
  const rows = readRows(folder, EPOCHS);
  for (const [metric, select] of [
    ['valid_accuracy', Math.max],
    ['valid_perplexity', Math.min],
  ] as const) {
    const scores = rows.flatMap((row) => parseCsvNumber(row[metric] ?? '') ?? []).filter(Number.isFinite);
    if (scores.length > 0) return { metric, value: scores.reduce((a, b) => select(a, b)) };
  }
  return undefined;
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

const phaseSchema = z.object({ search: z.object({ phase: z.string() }) });

/**
 * Returns true if a run has its result.
 *
 * @throws FailedError if a log is not what it was at the last checkpoint, or all checkpoints are damaged
 */
function readHasEnded(
  folder: string,
  task: RunState['task'],
  progress: RunState['progress'] | undefined,
): boolean {
  const checkpoints = new Checkpoints(path.join(folder, CHECKPOINTS));
  const state = checkpoints.readLatestState();
  if (state === undefined && !checkpoints.isEmpty) {
    throw new FailedError(
      `all checkpoints in ${path.join(folder, CHECKPOINTS)} are damaged: restore a copy of one, or start a new run`,
    );
  }
  // Another version may have written it in another format.
  const kept = keptStateSchema.safeParse(state);
  if (kept.success) assertLogsIntact(folder, kept.data);
  if (task === 'train') return fs.existsSync(path.join(folder, RESULT));
  const search = phaseSchema.safeParse(state);
  if (search.success) return search.data.search.phase === 'done';
  // Its checkpoints were deleted to save space.
  return progress?.total !== undefined && progress.done >= progress.total;
}

/** Reads the rows of a log; none if it does not exist. @throws FailedError if it is not a CSV file */
function readRows(folder: string, name: string): ReturnType<typeof readCsvRows> {
  const file = path.join(folder, name);
  if (!fs.existsSync(file)) return [];
  try {
    return readCsvRows(file);
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw new FailedError(`${file} is not a CSV file: restore the whole file, or start a new run`, {
      cause: error,
    });
  }
}

function findLastChange(folder: string, files: readonly string[]): number | undefined {
  const times = [...SEARCH_LOGS, EPOCHS, RESULT]
    .filter((name) => files.includes(name))
    .flatMap((name) => fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Describes why a part of a run cannot be read. @throws errors of the program */
function describeProblem(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (!isSystemError(error)) throw error;
  return `the run cannot be read (${describeReason(error)}): make its files readable`;
}
