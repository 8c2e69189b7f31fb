import path from 'node:path';
import { findFaults, type Program, startProgram } from './program';

/** Shorter than usual, so that jobs of killed workers soon go on, but long enough for workers on a slow machine to renew it. */
export const LOCK_SECONDS = 15;

/** Workers of a Redis server, each with a place of its own. */
export class Workers {
  readonly faults: string[] = [];
  /** Resolved when a worker ends unasked, which is a fault. */
  readonly failed: Promise<void>;
  private fail: () => void = () => undefined;
  private readonly workers: (Program | undefined)[];

  constructor(
    private readonly folder: string,
    private readonly queue: string,
    readonly places: number,
  ) {
    this.failed = new Promise((resolve) => (this.fail = resolve));
    this.workers = Array.from({ length: places }, () => undefined);
    for (let place = 0; place < places; place++) this.start(place);
  }

  /** Starts a worker in a free place. */
  start(place: number): void {
    const checkpoints = path.join(this.folder, `worker ${place}`);
    const worker = startProgram(
      this.folder,
      ['worker', '--checkpoints', checkpoints, '--lock-seconds', String(LOCK_SECONDS)],
      { environment: { NAO_QUEUE: this.queue }, hangMs: Infinity },
    );
    this.workers[place] = worker;
    void worker.ended.then((ended) => {
      if (this.workers[place] !== worker) return;
      this.faults.push(`a worker ended unasked with code ${String(ended.code)}: ${ended.output.slice(-800)}`);
      this.fail();
    });
  }

  /** Ends the worker of a place, if there is one. */
  async end(place: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const worker = this.workers[place];
    this.workers[place] = undefined;
    worker?.process.kill(signal);
    if (worker !== undefined) this.faults.push(...findFaults(await worker.ended, signal));
  }

  /** Sends a signal that does not end the worker of a place. */
  send(place: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.workers[place]?.process.kill(signal);
  }

  /** Kills all workers. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((_, place) => this.end(place, 'SIGKILL')));
  }
}
