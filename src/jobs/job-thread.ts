import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { ProgressEvent } from '../run/hooks';
import type { Job } from './job-queue';
import {
  type AttemptOutcome,
  type JobThreadRequest,
  type JobThreadResponse,
  toErrorOutcome,
} from './thread-messages';

/** An attempt at a job. */
export interface Attempt {
  readonly job: Job;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** The job's folder, which exists. */
  readonly folder: string;
  /** Stop flag; nonzero once the job must stop. */
  readonly stop: Int32Array<SharedArrayBuffer>;
  onProgress(event: ProgressEvent): void;
}

/** A worker thread that runs one job at a time, so that jobs never block the main thread. */
export class JobThread {
  private readonly thread: Worker;
  private readonly ended: Promise<void>;
  /** Outcome of an attempt in this thread, once it is no longer usable. */
  private brokenOutcome?: AttemptOutcome;
  private onBreak?: (outcome: AttemptOutcome) => void;

  /** @param file compiled JavaScript file that calls `serveJobs` */
  constructor(file: string) {
    // TensorFlow reads the environment of the process when it loads, which SHARE_ENV gives to the thread.
    this.thread = new Worker(file, { env: SHARE_ENV });
    this.thread.on('error', (error) => this.markBroken(toErrorOutcome(error)));
    this.ended = new Promise((resolve) => {
      this.thread.once('exit', (code) => {
        this.markBroken({ kind: 'failed', reason: `the job's thread exited with code ${code}` });
        resolve();
      });
    });
  }

  /** False once the thread has ended for any reason. */
  get isUsable(): boolean {
    return this.brokenOutcome === undefined;
  }

  /** Runs an attempt. Never rejects: an error of the thread fails the attempt. */
  async run({ job, attempt, folder, stop, onProgress }: Attempt): Promise<AttemptOutcome> {
    if (this.brokenOutcome !== undefined) return this.brokenOutcome;
    const message: JobThreadRequest = { kind: 'job', job, attempt, folder, stop };
    const { thread } = this;
    let listener: ((message: JobThreadResponse) => void) | undefined;
    try {
      return await new Promise<AttemptOutcome>((resolve) => {
        listener = (response) => {
          if (response.kind === 'progress') onProgress(response.event);
          else resolve(response);
        };
        this.onBreak = resolve;
        thread.on('message', listener);
        thread.postMessage(message);
      });
    } finally {
      this.onBreak = undefined;
      if (listener !== undefined) thread.off('message', listener);
    }
  }

  /** Ends the thread, which must be idle. */
  async close(): Promise<void> {
    const message: JobThreadRequest = { kind: 'end' };
    this.thread.postMessage(message);
    await this.ended;
  }

  private markBroken(outcome: AttemptOutcome): void {
    this.brokenOutcome ??= outcome;
    this.onBreak?.(this.brokenOutcome);
  }
}

/** Pool of job threads. It grows to the number of concurrent attempts, which the caller limits. */
export class JobThreadPool {
  private readonly idle: JobThread[] = [];

  /** @param file compiled JavaScript file that calls `serveJobs` */
  constructor(private readonly file: string) {}

  /** Runs an attempt, in an idle thread if there is one, since its compiled graph may be reused. */
  async run(attempt: Attempt): Promise<AttemptOutcome> {
    const thread = this.takeIdle() ?? new JobThread(this.file);
    const outcome = await thread.run(attempt);
    // A failure may leave the thread in a state that fails the next attempt.
    if (outcome.kind === 'failed' || outcome.kind === 'unsupported') await thread.close();
    else this.idle.push(thread);
    return outcome;
  }

  private takeIdle(): JobThread | undefined {
    for (let thread = this.idle.pop(); thread !== undefined; thread = this.idle.pop()) {
      if (thread.isUsable) return thread;
    }
    return undefined;
  }

  /** Ends the threads, all of which must be idle. */
  async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((thread) => thread.close()));
  }
}
