import fs from 'node:fs';
import path from 'node:path';
import { StoppedError } from '../../../src/errors';
import { replaceFile } from '../../../src/files/durable';
import type { JobContext } from '../../../src/jobs/handler';
import type { Job, Json } from '../../../src/jobs/job-queue';
import { serveJobs } from '../../../src/jobs/thread-entry';

/*
 * Job handlers for tests of job queues. They log to a file, since they may run in another process.
 */

/** Data of a sample job. */
export interface SampleData {
  readonly log: string;
  /** Number of steps of kind `steps`. */
  readonly steps?: number;
  /** Time that each step blocks the thread. */
  readonly stepMs?: number;
  /** Step `at` of kind `steps`, from 1, blocks the thread until the file exists. Kind `full` fails until then. */
  readonly gate?: { readonly at: number; readonly file: string };
  /** Number of attempts that fail in kind `fail`. */
  readonly failures?: number;
  /** Error message of kind `fail`. */
  readonly message?: string;
}

serveJobs({
  /** Runs steps with a checkpoint after each. The result depends only on the job. */
  steps(job, { hooks, folder, attempt }) {
    const { log, steps = 1, stepMs = 0, gate } = getData(job);
    const file = path.join(folder, 'step');
    let done = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
    write(log, `begin ${job.architecture} at ${done}, attempt ${attempt}`);
    while (done < steps) {
      if (hooks.stopRequested() !== undefined) throw new StoppedError('stopped after a checkpoint');
      block(stepMs);
      done++;
      while (done === gate?.at && !fs.existsSync(gate.file)) block(10);
      replaceFile(file, String(done));
      write(log, `step ${job.architecture} ${done}`);
      hooks.progress({ kind: 'step', phase: 'steps', done, total: steps });
    }
    return { architecture: job.architecture, seed: job.seed, steps };
  },

  fail(job, { folder, attempt }) {
    const { log, failures = Infinity, message = 'no luck' } = getData(job);
    write(log, `attempt ${attempt}, folder: ${fs.readdirSync(folder).sort().join(' ')}`);
    fs.writeFileSync(path.join(folder, `left by attempt ${attempt}`), '');
    if (attempt <= failures) throw new TypeError(message);
    return attempt;
  },

  /** Writes to a device that is always full, until the gate's file exists. */
  full(job, { attempt }) {
    const { log, gate } = getData(job);
    write(log, `attempt ${attempt}`);
    if (gate === undefined || !fs.existsSync(gate.file)) fs.writeFileSync('/dev/full', 'result');
    return attempt;
  },

  /** Fails outside of the handler, as the loader of a library does, until the gate's file exists. */
  uncaught(job, { attempt }) {
    const { log, gate } = getData(job);
    write(log, `attempt ${attempt}`);
    if (gate !== undefined && fs.existsSync(gate.file)) return attempt;
    setImmediate(() => fs.writeFileSync('/dev/full', 'result'));
    return new Promise<Json>(() => undefined);
  },

  /** Exits the thread. */
  exit(job) {
    write(getData(job).log, 'exit');
    return process.exit(7);
  },

  /** Kills the process. */
  kill(job) {
    write(getData(job).log, 'kill');
    process.kill(process.pid, 'SIGKILL');
    block(60_000);
    return null;
  },

  odd: () => ({ nan: NaN, nothing: undefined, list: [undefined, -0] }) as unknown as Json,

  environment: () => ({ gpu: process.env.CUDA_VISIBLE_DEVICES ?? '', queue: process.env.NAO_QUEUE ?? '' }),
} satisfies Record<string, (job: Job, context: JobContext) => Json | Promise<Json>>);

function getData(job: Job): SampleData {
  return job.data as unknown as SampleData;
}

function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function write(log: string, line: string): void {
  fs.appendFileSync(log, `${line}\n`);
}
