import { spawn } from 'node:child_process';

/** How busy the first GPU was. */
export interface GpuUse {
  /** Mean share of the time in which a kernel ran, 0 to 1. */
  readonly busy: number;
  readonly peakMegabytes: number;
}

/**
 * Samples the GPU with nvidia-smi while `work` runs.
 *
 * @returns the result of `work`; the GPU's use is undefined if nvidia-smi does not report it
 */
export async function sampleGpu<T>(work: () => Promise<T>): Promise<{ result: T; use: GpuUse | undefined }> {
  const output: string[] = [];
  const sampler = spawn(
    'nvidia-smi',
    ['--query-gpu=utilization.gpu,memory.used', '--format=csv,noheader,nounits', '--id=0', '-lms', '250'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  sampler.once('error', () => {}); // not installed
  sampler.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  try {
    return { result: await work(), use: parseSamples(output.join('')) };
  } finally {
    sampler.kill();
  }
}

/** Parses lines such as `87, 1204`; samples before the first kernel, while the graph loads, do not count. */
export function parseSamples(output: string): GpuUse | undefined {
  const samples = [...output.matchAll(/^\s*(\d+), *(\d+)\s*$/gm)].map(([, busy, memory]) => ({
    busy: Number(busy) / 100,
    memory: Number(memory),
  }));
  const first = samples.findIndex(({ busy }) => busy > 0);
  if (first < 0) return undefined;
  const used = samples.slice(first);
  return {
    busy: used.reduce((sum, { busy }) => sum + busy, 0) / used.length,
    peakMegabytes: Math.max(...samples.map(({ memory }) => memory)),
  };
}
