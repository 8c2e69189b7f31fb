import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** Options of the worker processes. */
export interface GpuWorkerOptions {
  /** GPU numbers. */
  readonly gpus: readonly number[];
  /** Arguments of every worker. */
  readonly args: readonly string[];
  /** Variables added to the environment of every worker. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborted to stop all workers. */
  readonly stop: AbortSignal;
  /** Called with each line that a worker prints. */
  forward(line: string): void;
  /** Called if a worker fails or is killed. */
  notice(text: string): void;
}

/** Delay in milliseconds before a killed worker is restarted. */
const RESTART_MS = 2000;

/**
 * Runs one worker process for each GPU, which sees only that GPU. A killed worker is restarted. A worker that fails stops
 * all, because the others would fail too.
 *
 * @returns the exit code: 0 after `stop`, else that of the failed worker
 * @throws Error if a worker cannot be started, once the others have stopped
 */
export async function runGpuWorkers({
  gpus,
  args,
  env,
  stop,
  forward,
  notice,
}: GpuWorkerOptions): Promise<number> {
  const stopAll = new AbortController();
  stop.addEventListener('abort', () => stopAll.abort(), { once: true });
  if (stop.aborted) stopAll.abort();
  const keepWorker = async (gpu: number): Promise<number> => {
    while (!stopAll.signal.aborted) {
      const { code, signal } = await runGpuWorker(gpu, args, env, stopAll.signal, forward);
      if (code !== null) {
        if (!stopAll.signal.aborted) {
          notice(`GPU ${gpu}: the worker exited with code ${code}: stopping the others`);
        }
        return code;
      }
      if (stopAll.signal.aborted) break;
      notice(`GPU ${gpu}: the worker was killed by ${signal ?? 'a signal'}: restarting it`);
      await pause(RESTART_MS, undefined, { signal: stopAll.signal }).catch(() => undefined);
    }
    return 0;
  };
  const workers = gpus.map((gpu) => keepWorker(gpu).finally(() => stopAll.abort()));
  await Promise.allSettled(workers);
  const codes = await Promise.all(workers);
  return codes.find((code) => code !== 0) ?? 0;
}

type ExitStatus = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

async function runGpuWorker(
  gpu: number,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stop: AbortSignal,
  forward: (line: string) => void,
): Promise<ExitStatus> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1], ...args], {
    env: { ...process.env, ...env, CUDA_VISIBLE_DEVICES: String(gpu) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the worker stops when the IPC channel disconnects
  });
  forwardOutput(child, (line) => forward(`GPU ${gpu}: ${line}`));
  const terminate = (): boolean => child.kill('SIGTERM');
  stop.addEventListener('abort', terminate, { once: true });
  try {
    return await new Promise<ExitStatus>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
  } finally {
    stop.removeEventListener('abort', terminate);
  }
}

function forwardOutput(child: ChildProcess, log: (line: string) => void): void {
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output as Readable }).on('line', log);
  }
}
