import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createUnknownNameError } from '../../errors';
import { prepareEnvironment } from '../../native/environment';
import { getSystemInfo } from '../../native/system-info';
import { printLine } from '../output';

/** Module of a benchmark. */
interface Benchmark {
  bench(argv: string[]): Record<string, number | string> | Promise<Record<string, number | string>>;
}

/**
 * Runs `nao bench`: prints one figure per line, or with `--json` all figures as one line of JSON.
 *
 * @throws EnvironmentError if the native library is not set up
 * @throws InputError if the benchmark or one of its options is unknown
 */
export async function runBenchCommand(name: string, options: readonly string[]): Promise<void> {
  // A path instead of an import: src must not import experiments, which are compiled next to it.
  const folder = path.join(__dirname, '..', '..', '..', 'experiments', 'benchmarks');
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .map((file) => path.basename(file, '.js'))
    .sort();
  if (!names.includes(name)) {
    throw createUnknownNameError('benchmark', name, names);
  }
  const benchmark = (await import(path.join(folder, `${name}.js`))) as Benchmark;
  prepareEnvironment();
  const results = await benchmark.bench(options.filter((option) => option !== '--json'));
  // Figures are meaningless without their environment. It is read last, since loading TensorFlow is part of some benchmarks.
  const { device, cpu, threads, tensorflow } = getSystemInfo('auto');
  if (device.gpuUnavailableReason !== undefined) {
    process.stderr.write(`nao: computing on the CPU: ${device.gpuUnavailableReason}\n`);
  }
  const figures = { ...results, device: device.kind, cpu, threads, tensorflow };
  if (options.includes('--json')) {
    printLine(JSON.stringify(figures));
    return;
  }
  for (const [figure, value] of Object.entries(figures)) printLine(`${figure}: ${value}`);
}
