import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createUnknownNameError, InputError } from '../errors';
import { prepareEnvironment } from '../native/environment';
import { getSystemInfo } from '../native/system-info';

interface Benchmark {
  bench(argv: string[]): Record<string, number | string> | Promise<Record<string, number | string>>;
}

/**
 * `nao bench`: prints each figure on a line of its own, or with `--json` all of them on the last line.
 *
 * @throws EnvironmentError where the native library is not set up
 * @throws InputError for an unknown benchmark, or an option that it does not have
 */
export async function runBenchCommand(name: string, options: readonly string[]): Promise<void> {
  // Compiled and packed beside src, which must not import it.
  const folder = path.join(__dirname, '..', '..', 'experiments', 'benchmarks');
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .map((file) => path.basename(file, '.js'))
    .sort();
  if (!names.includes(name)) {
    throw createUnknownNameError('benchmark', name, names);
  }
  const benchmark = (await import(path.join(folder, `${name}.js`))) as Benchmark;
  prepareEnvironment();
  const measured = await runBenchmark(
    benchmark,
    options.filter((option) => option !== '--json'),
  );
  // A figure without what it was measured on is none. Asked afterwards, since a benchmark's load time is the library's too.
  const { device, cpu, threads, tensorflow } = getSystemInfo('auto');
  if (device.gpuUnavailableReason !== undefined) {
    process.stderr.write(`nao: computing on the CPU: ${device.gpuUnavailableReason}\n`);
  }
  const figures = { ...measured, device: device.kind, cpu, threads, tensorflow };
  if (options.includes('--json')) {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    return;
  }
  for (const [figure, value] of Object.entries(figures)) process.stdout.write(`${figure}: ${value}\n`);
}

async function runBenchmark(
  benchmark: Benchmark,
  argv: string[],
): Promise<Awaited<ReturnType<Benchmark['bench']>>> {
  try {
    return await benchmark.bench(argv);
  } catch (error) {
    // Node's own parser of arguments refused one.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('ERR_PARSE_ARGS')) throw new InputError((error as Error).message, { cause: error });
    throw error;
  }
}
