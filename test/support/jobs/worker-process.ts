import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { compiledSample, until } from './sample';

/** A worker process that runs the jobs of the sample thread. */
export interface WorkerProcess {
  readonly pid: number;
  /** Output so far. */
  output(): string;
  signal(signal: 'SIGTERM' | 'SIGKILL'): void;
  /** Exit code once the process has ended; null if a signal ended it. */
  readonly code: Promise<number | null>;
}

const running = new Set<WorkerProcess>();

/** Starts a worker process and waits until it is ready. `endWorkers` kills it at the end of the test. */
export async function startWorker(url: string, folder: string, lockMs: number): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [compiledSample('sample-worker'), url, folder, String(lockMs)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      output += String(text);
    });
  const code = once(child, 'close').then(([status]) => status as number | null);
  const worker: WorkerProcess = {
    pid: child.pid ?? 0,
    output: () => output,
    code,
    signal: (signal) => void child.kill(signal),
  };
  running.add(worker);
  void code.then(() => running.delete(worker));
  await until(() => output.includes('waiting for jobs'));
  return worker;
}

/** Kills all running worker processes. */
export async function endWorkers(): Promise<void> {
  const left = [...running];
  for (const worker of left) worker.signal('SIGKILL');
  await Promise.all(left.map(({ code }) => code));
}
