import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { EnvironmentError, FailedError, InputError, UserError } from '../errors';
import { isProcessAlive, removeOrphans } from '../files/durable';
import { describeReason, getErrorCode, isSystemError, toUserError } from '../files/system-errors';
import { isBeating, startHeartbeat } from './heartbeat';

/** Process that holds a lock. The start time distinguishes it from a later process with the same id. */
const holderSchema = z.object({
  pid: z.number(),
  /** Start time in clock ticks after boot; empty if unknown. */
  started: z.string(),
  boot: z.string(),
  host: z.string(),
  /** Namespace in which the process has this id, such as `pid:[4026531836]`: each container has its own. */
  namespace: z.string().default('unknown'),
});
type Holder = z.infer<typeof holderSchema>;

/** Time in milliseconds without a heartbeat after which a holder that cannot be looked up counts as dead. */
const PATIENCE_MS = 10_000;

/** Attempts to create a lock while other processes create and remove it. */
const MAX_ATTEMPTS = 100;

/**
 * Acquires a lock file for this process. Replaces the lock of a process that no longer runs.
 *
 * @param patience milliseconds without a heartbeat after which a holder in another container counts as dead
 * @returns function that releases the lock
 * @throws InputError if another process, or this one, holds it; EnvironmentError if it cannot be written
 */
export function acquireLock(file: string, patience = PATIENCE_MS): () => void {
  const ownLock = JSON.stringify(readHolder(process.pid));
  const candidate = `${file}.${process.pid}-${randomUUID()}`;
  return withLockErrors(file, () => {
    try {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        if (createLock(candidate, file, ownLock)) {
          const stopHeartbeat = startHeartbeat(file);
          return () => {
            stopHeartbeat();
            release(file, ownLock);
          };
        }
        const text = readLock(file);
        if (text === undefined) continue; // released in the meantime
        assertNotHeld(file, text, patience);
        removeDeadLock(file, text, candidate);
      }
    } finally {
      fs.rmSync(candidate, { force: true });
    }
    throw new InputError(
      `${file} is created and removed by other processes again and again: try again later`,
    );
  });
}

/** Removes what processes that were killed while they acquired or replaced the lock have left beside it. */
export function removeLockOrphans(file: string): void {
  removeOrphans(path.dirname(file), path.basename(file), /^(.+)\.(\d+)(?:-[0-9a-f-]+)?(?:\.dead)?$/);
}

/** @throws InputError if a running process is known to hold the lock. A holder in another container is not looked for. */
export function assertUnlocked(file: string): void {
  withLockErrors(file, () => {
    const text = readLock(file);
    if (text !== undefined) assertNotHeld(file, text, 0);
  });
}

/**
 * Finds the running process that holds a lock, without a wait. One that cannot be looked up counts as running while its last
 * heartbeat is younger than `PATIENCE_MS`, by the clock of this machine.
 *
 * @returns such as `process 12`; undefined if there is none
 */
export function findLockHolder(file: string): string | undefined {
  return withLockErrors(file, () => {
    const text = readLock(file);
    if (text === undefined) return undefined;
    const holder = parseHolder(text);
    const name = holder === undefined ? 'another process' : `process ${holder.pid}`;
    if (holder !== undefined && isRunning(holder)) return name;
    if (holder !== undefined && isLocal(holder)) return undefined;
    const beat = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Math.abs(Date.now() - beat) > PATIENCE_MS) return undefined;
    if (holder === undefined) return name;
    return `${name} ${holder.host === os.hostname() ? 'of another container' : `on machine '${holder.host}'`}`;
  });
}

/**
 * Checks that this process still has a lock, before it writes what another process may write as well.
 *
 * @throws FailedError if another process has it, or its folder was moved or deleted
 */
export function assertLockHeld(file: string): void {
  withLockErrors(file, () => {
    const folder = path.dirname(file);
    if (!fs.existsSync(folder)) {
      throw new FailedError(
        `${folder} was moved or deleted while it was in use: continue it with 'nao resume' where it is now`,
      );
    }
    const holder = parseHolder(readLock(file) ?? '');
    if (holder === undefined || isThisProcess(holder)) return;
    throw new FailedError(
      `another process has taken over ${folder} (${file}): stop it, then continue with 'nao resume ${folder}'`,
    );
  });
}

/** @throws InputError if a running process holds the lock */
function assertNotHeld(file: string, text: string, patience: number): void {
  const holder = parseHolder(text);
  if (holder !== undefined) {
    if (isRunning(holder)) throw createInUseError(file, `process ${holder.pid}`);
    if (holder.host !== os.hostname()) {
      throw new InputError(
        `${file} is held by process ${holder.pid} on machine '${holder.host}': wait for it, or delete the file if it no longer runs`,
      );
    }
    if (isLocal(holder)) return;
  }
  // It may run in another container, or on another machine of this name; or the lock is not yet written.
  if (!isBeating(file, patience)) return;
  throw createInUseError(
    file,
    holder === undefined ? 'another process' : `process ${holder.pid} of another container`,
  );
}

function createInUseError(file: string, holder: string): InputError {
  return new InputError(
    `${holder} is using this run folder (${file}): wait for it or stop it, or give another folder`,
  );
}

/**
 * Creates the lock with its contents. A hard link does both at once. Where the file system has none, another process may see the
 * lock empty for a moment, and waits for its heartbeat.
 *
 * @returns false if the lock exists
 */
function createLock(candidate: string, file: string, text: string): boolean {
  fs.writeFileSync(candidate, text);
  try {
    fs.linkSync(candidate, file);
    return true;
  } catch (error) {
    const code = getErrorCode(error) ?? '';
    // Another process may take the candidate for the leftover of a killed one.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (!NO_HARD_LINKS.includes(code)) throw error;
  }
  return createExclusively(file, text);
}

const NO_HARD_LINKS = ['EPERM', 'EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'EMLINK'];

/** Creates a file. @returns false if it exists */
function createExclusively(file: string, text: string): boolean {
  try {
    fs.writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (getErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a dead process. If another process has acquired the lock in the meantime, its lock is restored.
 */
function removeDeadLock(file: string, deadLock: string, candidate: string): void {
  const renamed = `${candidate}.dead`;
  try {
    fs.renameSync(file, renamed);
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return;
    throw error;
  }
  const text = readIfExists(renamed);
  if (text !== undefined && text !== deadLock) restoreLock(renamed, file, text);
  fs.rmSync(renamed, { force: true });
}

function restoreLock(renamed: string, file: string, text: string): void {
  try {
    fs.linkSync(renamed, file);
  } catch (error) {
    const code = getErrorCode(error) ?? '';
    if (NO_HARD_LINKS.includes(code)) createExclusively(file, text);
    else if (code !== 'EEXIST') throw error;
  }
}

/** Never throws: the error that ended the work must not be lost, and the lock of a dead process is replaced. */
function release(file: string, ownLock: string): void {
  try {
    if (readIfExists(file) === ownLock) fs.rmSync(file, { force: true });
  } catch {
    // The disk is read-only, or gone.
  }
}

function isRunning(holder: Holder): boolean {
  const now = readHolder(holder.pid);
  if (now.boot !== holder.boot) return false;
  if (now.started !== '' || holder.started !== '') return now.started === holder.started;
  return isProcessAlive(holder.pid);
}

function isThisProcess(holder: Holder): boolean {
  return holder.pid === process.pid && holder.namespace === readNamespace() && isRunning(holder);
}

/** Returns true if this process sees the holder's process, if it runs. */
function isLocal({ boot, namespace }: Holder): boolean {
  const own = readHolder(process.pid);
  return boot === own.boot && namespace === own.namespace && namespace !== '';
}

function readHolder(pid: number): Holder {
  return {
    pid,
    started: readStartTime(pid),
    boot: (readIfExists('/proc/sys/kernel/random/boot_id') ?? '').trim(),
    host: os.hostname(),
    namespace: readNamespace(),
  };
}

function readNamespace(): string {
  try {
    return fs.readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
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

/** Reads a lock; undefined if there is none. @throws InputError if it is a link to nothing */
function readLock(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (getErrorCode(error) !== 'ENOENT') throw error;
    if (fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new InputError(`${file} is a link to a file that does not exist: delete it`, { cause: error });
    }
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

/** Turns errors of the file system into a sentence. @throws EnvironmentError */
function withLockErrors<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError || !isSystemError(error)) throw error;
    throw new EnvironmentError(
      `cannot read or write the lock ${file} (${describeReason(error)}): make it and its folder readable and writable, or give another folder`,
      { cause: error },
    );
  }
}
