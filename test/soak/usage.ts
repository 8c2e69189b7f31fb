import fs from 'node:fs';
import path from 'node:path';

/** What a process uses at a time. */
export interface Usage {
  /** Seconds since the first sample. */
  readonly seconds: number;
  readonly residentMiB: number;
  /** Resident memory that no file backs. Pages of libraries come and go as other programs need memory. */
  readonly anonymousMiB: number;
  readonly openFiles: number;
  readonly threads: number;
}

/** Reads what a process uses, or undefined if it has ended. */
export function readUsage(pid: number, seconds: number): Usage | undefined {
  const folder = path.join('/proc', String(pid));
  try {
    const status = fs.readFileSync(path.join(folder, 'status'), 'utf8');
    const openFiles = fs.readdirSync(path.join(folder, 'fd')).length;
    return {
      seconds,
      residentMiB: readNumber(status, 'VmRSS') / 1024,
      anonymousMiB: readNumber(status, 'RssAnon') / 1024,
      openFiles,
      threads: readNumber(status, 'Threads'),
    };
  } catch {
    return undefined; // A process that has just ended still has a status, without VmRSS.
  }
}

function readNumber(status: string, key: string): number {
  const found = new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(status);
  if (found === null) throw new Error(`the status has no ${key}`);
  return Number(found[1]);
}
