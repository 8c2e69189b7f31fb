import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { getErrorCode } from '../files/system-errors';

/** Time in milliseconds between two heartbeats. */
const INTERVAL_MS = 1000;

/** Time in milliseconds between two looks at a heartbeat. */
const POLL_MS = 200;

/** Sets a file's time of modification again and again. JavaScript, since a thread does not run TypeScript. */
const HEARTBEAT = `
const fs = require('node:fs');
const { workerData: { file, interval } } = require('node:worker_threads');
const fd = fs.openSync(file, 'r');
setInterval(() => {
  const now = new Date();
  try {
    fs.futimesSync(fd, now, now);
  } catch {
    // The disk is full, read-only or away: the next one may succeed.
  }
}, interval);
`;

/**
 * Shows processes that cannot look up this one that it runs: in other containers, or on other machines. The heartbeat has a thread
 * of its own, since a training step blocks the thread that it runs in.
 *
 * @returns function that ends it
 */
export function startHeartbeat(file: string): () => void {
  try {
    const thread = new Worker(HEARTBEAT, {
      eval: true,
      execArgv: [],
      workerData: { file, interval: INTERVAL_MS },
    });
    thread.on('error', () => undefined);
    thread.unref();
    return () => void thread.terminate();
  } catch {
    // This process lacks files or memory. Processes that can look it up still see it.
    return () => undefined;
  }
}

/**
 * Waits for a heartbeat. Only changes count, so clocks need not agree.
 *
 * @param patience milliseconds without one after which the process counts as dead; 0 does not wait
 * @returns true at the first heartbeat
 */
export function isBeating(file: string, patience: number): boolean {
  const first = readTime(file);
  for (let waited = 0; waited < patience; waited += POLL_MS) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
    const now = readTime(file);
    if (now === undefined) return false; // released
    if (now !== first) return true;
  }
  return false;
}

/** Reads a file's time of modification. Opening it makes network file systems ask the server. */
function readTime(file: string): bigint | undefined {
  try {
    const fd = fs.openSync(file, 'r');
    try {
      return fs.fstatSync(fd, { bigint: true }).mtimeNs;
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
