import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { compiledProgram } from './command';

/** How an experiment ended, and what it wrote. */
export interface ExperimentResult {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a compiled program of `experiments`, such as `ranking/compare-trainings`. */
export function runCompiledExperiment(folder: string, name: string, ...args: string[]): ExperimentResult {
  const dist = path.join(path.dirname(compiledProgram()), '..', '..');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(dist, 'experiments', `${name}.js`), ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  return { status, out: stdout, err: stderr };
}
