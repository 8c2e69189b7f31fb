/** The outcome of a task of the check. */
export type TaskOutcome<T> =
  | { readonly kind: 'done'; readonly seconds: number; readonly result: T }
  | { readonly kind: 'failed'; readonly seconds: number; readonly reason: string }
  | { readonly kind: 'skipped'; readonly reason: string };

/** Runs tasks one after the other until the time is up. */
export class TaskRunner {
  private readonly deadline: number;

  /** @param seconds for all tasks together */
  constructor(
    seconds: number,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.deadline = now() + seconds;
  }

  /**
   * Runs a task within its own limit and the time that is left. A task that fails is reported, and the next one runs.
   *
   * @param limit seconds
   * @param work receives the seconds that it may take
   */
  async run<T>(limit: number, work: (seconds: number) => Promise<T>): Promise<TaskOutcome<T>> {
    const start = this.now();
    const left = Math.min(limit, this.deadline - start);
    if (left < SHORTEST_TASK) return { kind: 'skipped', reason: 'the time was up' };
    try {
      const result = await work(left);
      return { kind: 'done', seconds: this.now() - start, result };
    } catch (error) {
      return { kind: 'failed', seconds: this.now() - start, reason: (error as Error).message };
    }
  }
}

/** With less time than this, in seconds, a task is not begun. */
const SHORTEST_TASK = 5;
