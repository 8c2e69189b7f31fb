import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors';
import { isProcessAlive, removeOrphans, withDiskErrors } from '../files/durable';
import { getErrorCode, toUserError } from '../files/system-errors';

/** Process that holds a lock. The start time distinguishes it from a later process with the same id. */
const holderSchema = z.object({
  pid: z.number(),
  /** Start time in clock ticks after boot; empty if unknown. */
  started: z.string(),
  boot: z.string(),
  host: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

/**
 * Acquires a lock file for this process. Replaces the lock of a process that no longer runs.
 *
 * @returns function that releases the lock
 * @throws InputError if another process, or this one, holds it
 */
export function acquireLock(file: string): () => void {
  const ownLock = JSON.stringify(readHolder(process.pid));
  // A hard link creates the lock together with its contents, and fails if the lock exists.
  const candidate = `${file}.${process.pid}`;
  withDiskErrors(file, () => fs.writeFileSync(candidate, ownLock));
  try {
    for (;;) {
      if (link(candidate, file)) return () => release(file, ownLock);
      const text = readIfExists(file);
      if (text === undefined) continue;
      assertNotHeld(file, text);
      removeDeadLock(file, text);
    }
  } finally {
    fs.rmSync(candidate, { force: true });
  }
}

/** Removes what processes that were killed while they acquired or replaced the lock have left beside it. */
export function removeLockOrphans(file: string): void {
  removeOrphans(path.dirname(file), path.basename(file), /^(.+)\.(\d+)(?:\.dead)?$/);
}

/** @throws InputError if a running process holds the lock */
export function assertUnlocked(file: string): void {
  const text = readIfExists(file);
  if (text !== undefined) assertNotHeld(file, text);
}

function assertNotHeld(file: string, text: string): void {
  const holder = parseHolder(text);
  if (holder === undefined) return; // damaged by a crash of the machine, so its holder is gone
  if (holder.host !== os.hostname()) {
    throw new InputError(
      `${file} is held by process ${holder.pid} on machine '${holder.host}': wait for it, or delete the file if it no longer runs`,
    );
  }
  if (!isRunning(holder)) return;
  throw new InputError(
    `process ${holder.pid} is using this run folder (${file}): wait for it or stop it, or give another folder`,
  );
}

/**
 * Removes the lock of a dead process. If another process has acquired the lock in the meantime, its lock is restored.
 */
function removeDeadLock(file: string, deadLock: string): void {
  const renamed = `${file}.${process.pid}.dead`;
  try {
    fs.renameSync(file, renamed);
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (readIfExists(renamed) !== deadLock) link(renamed, file);
  fs.rmSync(renamed, { force: true });
}

function release(file: string, ownLock: string): void {
  if (readIfExists(file) === ownLock) fs.rmSync(file, { force: true });
}

/** Creates a hard link. Returns false if `to` exists. */
function link(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (getErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function isRunning(holder: Holder): boolean {
  const now = readHolder(holder.pid);
  if (now.boot !== holder.boot) return false;
  if (now.started !== '' || holder.started !== '') return now.started === holder.started;
  return isProcessAlive(holder.pid);
}

function readHolder(pid: number): Holder {
  return {
    pid,
    started: readStartTime(pid),
    boot: (readIfExists('/proc/sys/kernel/random/boot_id') ?? '').trim(),
    host: os.hostname(),
  };
}

/** Reads field 22 of /proc/<pid>/stat. The second field, the program's name in parentheses, may contain any character. */
function readStartTime(pid: number): string {
  const stat = readIfExists(`/proc/${pid}/stat`);
  if (stat === undefined) return '';
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended.
  return fields[0] === 'Z' ? '' : fields[19];
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function readIfExists(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(getErrorCode(error) ?? '')) return undefined;
    throw toUserError(error, `read ${file}`);
  }
}
