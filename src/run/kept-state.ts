import path from 'node:path';
import { z } from 'zod';
import type { SettingsTree } from '../config/merge';
import { Checkpoints } from './checkpoints';
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
