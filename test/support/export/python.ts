import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

/**
 * Finds a Python with the packages that a test imports: that of a virtual environment of `.ci/run`, or `python3`. Reports
 * what is skipped if there is none.
 */
export function findPython(
  environment: string,
  packages: readonly string[],
  skipped: string,
): string | undefined {
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const own = path.join(cache, 'nao-ci', environment, 'bin', 'python3');
  const program = [own, 'python3'].find((each) => hasPackages(each, packages));
  if (program !== undefined) return program;
  process.stderr.write(`skipped: ${skipped} (no python3 with ${packages.join(', ')})\n`);
  return undefined;
}

function hasPackages(program: string, packages: readonly string[]): boolean {
  const find = `import importlib.util as u; assert all(u.find_spec(p) for p in ${JSON.stringify(packages)})`;
  return spawnSync(program, ['-c', find]).status === 0;
}

/** The largest difference between an output of a model and that of its SavedModel. */
export interface Difference {
  readonly model: string;
  readonly output: string;
  readonly error: number;
}

/** Runs one of the programs in this folder on folders of exported models. */
export function runModels(python: string, script: string, folders: readonly string[]): Difference[] {
  const { status, stdout, stderr } = spawnSync(python, [path.join(__dirname, script), ...folders], {
    encoding: 'utf8',
    env: {
      ...process.env,
      TF_CPP_MIN_LOG_LEVEL: '3',
      KERAS_BACKEND: 'tensorflow',
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  if (status !== 0) throw new Error(`${script} failed:\n${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Difference);
}
