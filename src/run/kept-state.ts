import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { SettingsTree } from '../config/merge';
import { Checkpoints } from './checkpoints';
import { assertLogIntact } from './csv';
import { logPositionsSchema } from './log-files';
import type { ResumableRun } from './resume-checks';
import { assertSettingsUnchanged } from './settings-check';

/** Folder of the checkpoints in a run folder. */
export const CHECKPOINTS = 'checkpoints';

/** What every checkpoint's state keeps of its run folder. */
export const keptStateSchema = z.object({
  /** Settings of the run. */
  settings: z.record(z.string(), z.unknown()),
  logs: logPositionsSchema,
});

export type KeptState = z.infer<typeof keptStateSchema>;

/**
 * Reads what the newest checkpoint keeps of its run folder, without its weights. Returns undefined without a checkpoint, or if
 * another version of nao wrote it.
 */
export function readKeptState(folder: string): KeptState | undefined {
  return keptStateSchema.safeParse(new Checkpoints(path.join(folder, CHECKPOINTS)).readLatestState()).data;
}

/** @throws InputError if settings of a run differ from those that its results come from */
export function assertSettingsKept(run: ResumableRun, folder: string, settings: SettingsTree): void {
  const kept = readKeptState(folder);
  if (kept !== undefined) assertSettingsUnchanged(run, kept.settings, settings);
}

/**
 * Compares a run with what its newest checkpoint keeps.
 *
 * @throws InputError if settings differ from those that its results come from; FailedError if a log differs
 */
export function assertRunIntact(run: ResumableRun, folder: string, settings: SettingsTree): void {
  const kept = readKeptState(folder);
  if (kept === undefined) return;
  assertSettingsUnchanged(run, kept.settings, settings);
  assertLogsIntact(folder, kept);
}

/**
 * Compares the CSV logs of a run folder with what they were at a checkpoint, rows after it aside.
 *
 * @throws FailedError if one differs
 */
export function assertLogsIntact(folder: string, { logs }: KeptState): void {
  for (const [name, position] of Object.entries(logs.csv)) {
    const file = path.join(folder, name);
    assertLogIntact(file, fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0), position);
  }
}
