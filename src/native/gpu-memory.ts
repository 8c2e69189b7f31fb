import { spawnSync } from 'node:child_process';

/** GPU memory, in bytes. */
export interface GpuMemory {
  readonly free: number;
  readonly total: number;
}

/** The time limit of nvidia-smi, which blocks if the driver hangs. */
const TIMEOUT_MS = 10_000;

/**
 * Queries nvidia-smi for the memory of the first GPU that is visible to this process. TensorFlow is not
 * loaded.
 *
 * @returns undefined if nvidia-smi is missing or does not report it
 */
export function queryGpuMemory(env: NodeJS.ProcessEnv = process.env): GpuMemory | undefined {
  const [visible] = (env.CUDA_VISIBLE_DEVICES ?? '').split(',');
  const { status, stdout } = spawnSync(
    'nvidia-smi',
    [
      '--query-gpu=memory.free,memory.total',
      '--format=csv,noheader,nounits',
      ...(visible === '' ? [] : [`--id=${visible}`]),
    ],
    { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: TIMEOUT_MS },
  );
  const mebibytes = status === 0 ? /^\s*(\d+), *(\d+)\s*$/m.exec(stdout) : null;
  if (mebibytes === null) return undefined;
  const [free, total] = mebibytes.slice(1).map((number) => Number(number) * 2 ** 20);
  return { free, total };
}
