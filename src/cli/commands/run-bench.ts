import path from 'node:path';
import { createUnknownNameError } from '../../errors';
import { prepareEnvironment } from '../../native/environment';
import { getSystemInfo } from '../../native/system-info';
import { BENCHMARK_FOLDER, listBenchmarks } from '../help/benchmarks';
import type { Output } from '../output/output';

/** Module of a benchmark. */
interface Benchmark {
  bench(argv: string[]): Record<string, number | string> | Promise<Record<string, number | string>>;
}

/**
 * Runs `nao bench`: prints one figure per line.
 *
 * @throws EnvironmentError if the native library is not set up
 * @throws InputError if the benchmark or one of its options is unknown
 */
export async function runBenchCommand(
  name: string,
  options: readonly string[],
  output: Output,
): Promise<void> {
  const names = listBenchmarks();
  if (!names.includes(name)) {
    throw createUnknownNameError('benchmark', name, names);
  }
  const benchmark = (await import(path.join(BENCHMARK_FOLDER, `${name}.js`))) as Benchmark;
  prepareEnvironment();
  const results = await benchmark.bench([...options]);
  // Figures are meaningless without their environment. It is read last, since loading TensorFlow is part of some benchmarks.
  const { device, cpu, threads, tensorflow } = getSystemInfo('auto');
  if (device.gpuProblem !== undefined) output.notice(`computing on the CPU: ${device.gpuProblem.summary}`);
  const figures = { ...results, device: device.kind, cpu, threads, tensorflow };
  output.result(
    Object.entries(figures).map(([figure, value]) => `${figure}: ${value}`),
    figures,
  );
}
