import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { ProgressEvent } from '../run/hooks';
import type { Job } from './job-queue';
import type { FromThread, ToThread, TryEnd } from './thread-messages';

/** One try at a job. */
export interface Try {
  readonly job: Job;
  /** From 1. */
  readonly attempt: number;
  /** The job's folder, there. */
  readonly folder: string;
  /** One number; other than 0 once the work is to stop. */
  readonly stop: Int32Array<SharedArrayBuffer>;
  progress(event: ProgressEvent): void;
}

/** A worker thread that does one job at a time. Work blocks it for as long as a step takes, and this thread never. */
export class JobThread {
  private readonly worker: Worker;
  private readonly ended: Promise<void>;
  /** Why the thread is of no more use. */
  private broken?: string;
  private onBreak?: (reason: string) => void;

  /** @param file compiled JavaScript that calls `serveJobs` */
  constructor(file: string) {
    // TensorFlow reads its environment while it loads, and only the main thread's reaches it (SHARE_ENV).
    this.worker = new Worker(file, { env: SHARE_ENV });
    this.worker.on('error', (error) => this.breakWith(String(error)));
    this.ended = new Promise((resolve) => {
      this.worker.once('exit', (code) => {
        this.breakWith(`the thread that did the job ended with code ${code}`);
        resolve();
      });
    });
  }

  /** False once it has ended, whatever the cause. */
  get isUsable(): boolean {
    return this.broken === undefined;
  }

  /** Never rejects: whatever happens to the thread is how the try ended. */
  async run({ job, attempt, folder, stop, progress }: Try): Promise<TryEnd> {
    if (this.broken !== undefined) return { kind: 'failed', reason: this.broken };
    const message: ToThread = { kind: 'job', job, attempt, folder, stop };
    const { worker } = this;
    let listener: ((message: FromThread) => void) | undefined;
    try {
      return await new Promise<TryEnd>((resolve) => {
        listener = (told) => {
          if (told.kind === 'progress') progress(told.event);
          else resolve(told);
        };
        this.onBreak = (reason) => resolve({ kind: 'failed', reason });
        worker.on('message', listener);
        worker.postMessage(message);
      });
    } finally {
      this.onBreak = undefined;
      if (listener !== undefined) worker.off('message', listener);
    }
  }

  /** Ends the thread, which does no job at that time. */
  async end(): Promise<void> {
    const message: ToThread = { kind: 'end' };
    this.worker.postMessage(message);
    await this.ended;
  }

  private breakWith(reason: string): void {
    this.broken ??= reason.replaceAll(/\s*\n\s*/g, ' ');
    this.onBreak?.(this.broken);
  }
}

/** The threads of a process. There are as many as jobs were under way at one time: the caller sees to that number. */
export class JobThreads {
  private readonly idle: JobThread[] = [];

  /** @param file compiled JavaScript that calls `serveJobs` */
  constructor(private readonly file: string) {}

  /** Does the job in a thread that has done others, since what it holds (a compiled graph) may serve again. */
  async run(one: Try): Promise<TryEnd> {
    const thread = this.takeIdle() ?? new JobThread(this.file);
    const end = await thread.run(one);
    // What a failure leaves behind may be why the next try fails too.
    if (end.kind === 'failed' || end.kind === 'unfit') await thread.end();
    else this.idle.push(thread);
    return end;
  }

  private takeIdle(): JobThread | undefined {
    for (let thread = this.idle.pop(); thread !== undefined; thread = this.idle.pop()) {
      if (thread.isUsable) return thread;
    }
    return undefined;
  }

  /** Ends the threads, none of which does a job at that time. */
  async end(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((thread) => thread.end()));
  }
}
