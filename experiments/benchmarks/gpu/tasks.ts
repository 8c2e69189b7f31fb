import { spawn } from 'node:child_process';

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

/**
 * Runs a program of this package and returns what it prints.
 *
 * @param seconds after which it is ended
 * @throws Error with the end of its error output, if it fails
 */
export function runProgram(
  file: string,
  argv: readonly string[],
  seconds: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...argv], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
    });
    const [output, errors]: string[][] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) {
        resolve(output.join(''));
        return;
      }
      const last = errors.join('').trim().split('\n').slice(-3).join(' ');
      const end =
        signal === null ? `it ended with code ${code}` : `it took more than ${Math.round(seconds)} s`;
      reject(new Error(last === '' ? end : `${end}: ${last.slice(0, 500)}`));
    });
  });
}
