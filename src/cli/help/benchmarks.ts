import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Compiled benchmarks. A path instead of an import: src must not import experiments, which are compiled next to it. */
export const BENCHMARK_FOLDER = path.join(__dirname, '..', '..', '..', 'experiments', 'benchmarks');

/** Lists the names of all benchmarks. */
export function listBenchmarks(): string[] {
  return readdirSync(BENCHMARK_FOLDER)
    .filter((file) => file.endsWith('.js'))
    .map((file) => path.basename(file, '.js'))
    .sort();
}
