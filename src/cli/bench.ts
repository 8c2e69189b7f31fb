import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { closest } from 'fastest-levenshtein';
import { EnvironmentError, InputError } from '../errors';
import { prepareEnvironment } from '../native/environment';
import { nativeFacts } from '../native/facts';

interface Benchmark {
  bench(argv: string[]): Record<string, number | string> | Promise<Record<string, number | string>>;
}

/**
 * `nao bench`: prints each figure on a line of its own, or with `--json` all of them on the last line.
 *
 * @throws EnvironmentError outside a checkout
 * @throws InputError for an unknown benchmark, or an option that it does not have
 */
export async function bench(name: string, options: readonly string[]): Promise<void> {
  // Beside the compiled sources: the package that is installed elsewhere leaves experiments out.
  const folder = path.join(__dirname, '..', '..', 'experiments', 'benchmarks');
  if (!existsSync(folder)) {
    throw new EnvironmentError(
      'the benchmarks are not part of the installed package: run nao bench in a checkout of nao',
    );
  }
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .map((file) => path.basename(file, '.js'))
    .sort();
  if (!names.includes(name)) {
    throw new InputError(
      `unknown benchmark '${name}': did you mean '${closest(name, names)}'? (known: ${names.join(', ')})`,
    );
  }
  const benchmark = (await import(path.join(folder, `${name}.js`))) as Benchmark;
  prepareEnvironment();
  const measured = await run(
    benchmark,
    options.filter((option) => option !== '--json'),
  );
  // A figure without what it was measured on is none.
  const { device, cpu, threads, tensorflow } = nativeFacts('auto');
  const figures = { ...measured, device: device.kind, cpu, threads, tensorflow };
  if (options.includes('--json')) {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    return;
  }
  for (const [figure, value] of Object.entries(figures)) process.stdout.write(`${figure}: ${value}\n`);
}

async function run(benchmark: Benchmark, argv: string[]): Promise<Awaited<ReturnType<Benchmark['bench']>>> {
  try {
    return await benchmark.bench(argv);
  } catch (error) {
    // Node's own parser of arguments refused one.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('ERR_PARSE_ARGS')) throw new InputError((error as Error).message, { cause: error });
    throw error;
  }
}
