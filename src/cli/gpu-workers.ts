import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

export interface GpuWorkerOptions {
  /** The GPUs' numbers. */
  readonly gpus: readonly number[];
  /** Command line of a worker without its GPU. */
  readonly args: readonly string[];
  /** Added to the environment of each. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborted when all are to stop. */
  readonly stop: AbortSignal;
  log(text: string): void;
}

/** Before a worker that was killed is started again, in milliseconds. */
const RESTART_MS = 2000;

/**
 * Runs a worker process for each GPU, which sees that GPU alone. One that is killed is started again; one that fails ends
 * all, since the others would fail likewise.
 *
 * @returns the exit code: 0 after `stop`, else that of the one that failed
 */
export async function runGpuWorkers({ gpus, args, env, stop, log }: GpuWorkerOptions): Promise<number> {
  const stopAll = new AbortController();
  stop.addEventListener('abort', () => stopAll.abort(), { once: true });
  if (stop.aborted) stopAll.abort();
  const codes = await Promise.all(
    gpus.map(async (gpu) => {
      while (!stopAll.signal.aborted) {
        const { code, signal } = await runGpuWorker(gpu, args, env, stopAll.signal, log);
        if (code !== null) {
          if (!stopAll.signal.aborted)
            log(`GPU ${gpu}: the worker ended with code ${code}: stopping the others`);
          stopAll.abort();
          return code;
        }
        if (stopAll.signal.aborted) break;
        log(`GPU ${gpu}: the worker was ended by ${signal ?? 'a signal'}: starting it again`);
        await pause(RESTART_MS, undefined, { signal: stopAll.signal }).catch(() => undefined);
      }
      return 0;
    }),
  );
  return codes.find((code) => code !== 0) ?? 0;
}

type ExitStatus = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

async function runGpuWorker(
  gpu: number,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stop: AbortSignal,
  log: (text: string) => void,
): Promise<ExitStatus> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1], ...args], {
    env: { ...process.env, ...env, CUDA_VISIBLE_DEVICES: String(gpu) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the channel tells it when this process is gone
  });
  forwardOutput(child, (line) => log(`GPU ${gpu}: ${line}`));
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
