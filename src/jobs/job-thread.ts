import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { ProgressEvent } from '../run/hooks';
import type { Job } from './job-queue';
import type { AttemptOutcome, JobThreadRequest, JobThreadResponse } from './thread-messages';

/** One try at a job. */
export interface Attempt {
  readonly job: Job;
  /** From 1. */
  readonly attempt: number;
  /** The job's folder, there. */
  readonly folder: string;
  /** One number; other than 0 once the work is to stop. */
  readonly stop: Int32Array<SharedArrayBuffer>;
  onProgress(event: ProgressEvent): void;
}

/** A worker thread that does one job at a time. Work blocks it for as long as a step takes, and this thread never. */
export class JobThread {
  private readonly thread: Worker;
  private readonly ended: Promise<void>;
  /** Why the thread is of no more use. */
  private brokenReason?: string;
  private onBreak?: (reason: string) => void;

  /** @param file compiled JavaScript that calls `serveJobs` */
  constructor(file: string) {
    // TensorFlow reads its environment while it loads, and only the main thread's reaches it (SHARE_ENV).
    this.thread = new Worker(file, { env: SHARE_ENV });
    this.thread.on('error', (error) => this.markBroken(String(error)));
    this.ended = new Promise((resolve) => {
      this.thread.once('exit', (code) => {
        this.markBroken(`the thread that did the job ended with code ${code}`);
        resolve();
      });
    });
  }

  /** False once it has ended, whatever the cause. */
  get isUsable(): boolean {
    return this.brokenReason === undefined;
  }

  /** Never rejects: whatever happens to the thread is how the try ended. */
  async run({ job, attempt, folder, stop, onProgress }: Attempt): Promise<AttemptOutcome> {
    if (this.brokenReason !== undefined) return { kind: 'failed', reason: this.brokenReason };
    const message: JobThreadRequest = { kind: 'job', job, attempt, folder, stop };
    const { thread } = this;
    let listener: ((message: JobThreadResponse) => void) | undefined;
    try {
      return await new Promise<AttemptOutcome>((resolve) => {
        listener = (response) => {
          if (response.kind === 'progress') onProgress(response.event);
          else resolve(response);
        };
        this.onBreak = (reason) => resolve({ kind: 'failed', reason });
        thread.on('message', listener);
        thread.postMessage(message);
      });
    } finally {
      this.onBreak = undefined;
      if (listener !== undefined) thread.off('message', listener);
    }
  }

  /** Ends the thread, which does no job at that time. */
  async close(): Promise<void> {
    const message: JobThreadRequest = { kind: 'end' };
    this.thread.postMessage(message);
    await this.ended;
  }

  private markBroken(reason: string): void {
    this.brokenReason ??= reason.replaceAll(/\s*\n\s*/g, ' ');
    this.onBreak?.(this.brokenReason);
  }
}

/** The threads of a process. There are as many as jobs were under way at one time: the caller sees to that number. */
export class JobThreadPool {
  private readonly idle: JobThread[] = [];

  /** @param file compiled JavaScript that calls `serveJobs` */
  constructor(private readonly file: string) {}

  /** Does the job in a thread that has done others, since what it holds (a compiled graph) may serve again. */
  async run(attempt: Attempt): Promise<AttemptOutcome> {
    const thread = this.takeIdle() ?? new JobThread(this.file);
    const outcome = await thread.run(attempt);
    // What a failure leaves behind may be why the next try fails too.
    if (outcome.kind === 'failed' || outcome.kind === 'unfit') await thread.close();
    else this.idle.push(thread);
    return outcome;
  }

  private takeIdle(): JobThread | undefined {
    for (let thread = this.idle.pop(); thread !== undefined; thread = this.idle.pop()) {
      if (thread.isUsable) return thread;
    }
    return undefined;
  }

  /** Ends the threads, none of which does a job at that time. */
  async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((thread) => thread.close()));
  }
}
