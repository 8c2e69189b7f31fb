import fs from 'node:fs';
import path from 'node:path';
import { StoppedError } from '../../../src/errors';
import type { JobContext } from '../../../src/jobs/handler';
import type { Job, Json } from '../../../src/jobs/job-queue';
import { serveJobs } from '../../../src/jobs/thread-entry';

/*
 * Works for the tests of job queues. Each writes to a log what it does, a line for each thing: the log is a file, since
 * work may run in another process.
 */

/** What the works are told. */
export interface SampleData {
  readonly log: string;
  /** Of `steps`: how many, and how long each blocks the thread. */
  readonly steps?: number;
  readonly stepMs?: number;
  /** Of `steps`: step `at`, from 1, blocks the thread until there is the file. */
  readonly gate?: { readonly at: number; readonly file: string };
  /** Of `fail`: how many tries fail, and with what. */
  readonly failures?: number;
  readonly message?: string;
}

serveJobs({
  /** The result depends on the job alone; the log shows how it came about. */
  steps(job, { hooks, folder, attempt }) {
    const { log, steps = 1, stepMs = 0, gate } = dataOf(job);
    const file = path.join(folder, 'step');
    let done = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
    write(log, `begin ${job.architecture} at ${done}, try ${attempt}`);
    while (done < steps) {
      if (hooks.stopRequested() !== undefined) throw new StoppedError('stopped after a checkpoint');
      block(stepMs);
      done++;
      while (done === gate?.at && !fs.existsSync(gate.file)) block(10);
      fs.writeFileSync(`${file}.writing`, String(done));
      fs.renameSync(`${file}.writing`, file);
      write(log, `step ${job.architecture} ${done}`);
      hooks.progress({ kind: 'step', phase: 'steps', done, total: steps });
    }
    return { architecture: job.architecture, seed: job.seed, steps };
  },

  fail(job, { folder, attempt }) {
    const { log, failures = Infinity, message = 'no luck' } = dataOf(job);
    write(log, `try ${attempt}, folder: ${fs.readdirSync(folder).sort().join(' ')}`);
    fs.writeFileSync(path.join(folder, `left by try ${attempt}`), '');
    if (attempt <= failures) throw new TypeError(message);
    return attempt;
  },

  /** Ends its thread. */
  exit(job) {
    write(dataOf(job).log, 'exit');
    return process.exit(7);
  },

  /** Ends its process. */
  kill(job) {
    write(dataOf(job).log, 'kill');
    process.kill(process.pid, 'SIGKILL');
    block(60_000);
    return null;
  },

  odd: () => ({ nan: NaN, nothing: undefined, list: [undefined, -0] }) as unknown as Json,

  environment: () => ({ gpu: process.env.CUDA_VISIBLE_DEVICES ?? '', queue: process.env.NAO_QUEUE ?? '' }),
} satisfies Record<string, (job: Job, context: JobContext) => Json>);

function dataOf(job: Job): SampleData {
  return job.data as unknown as SampleData;
}

function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function write(log: string, line: string): void {
  fs.appendFileSync(log, `${line}\n`);
}
