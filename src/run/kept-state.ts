import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { SettingsTree } from '../config/merge';
import { describeLogDamage } from './append-log';
import { Checkpoints } from './checkpoints';
import { createDamagedLogError } from './csv';
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
    const start = fs.existsSync(file) ? fs.readFileSync(file).subarray(0, position.bytes) : Buffer.alloc(0);
    const hashStart = (): string => createHash('sha256').update(start).digest('hex');
    const damage = describeLogDamage(position, start.length, hashStart);
    if (damage !== undefined) throw createDamagedLogError(file, damage);
  }
}
