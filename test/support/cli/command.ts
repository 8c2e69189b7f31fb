import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { getCacheFolder } from '../../../src/data/cache-folder';
import { findInstallation } from '../../../src/native/installation';
import { removeTimeColumns } from '../../../src/run/logs';

const root = path.join(__dirname, '..', '..', '..');

/** The compiled program, compiled first where it is not there: it runs in a worker thread, from JavaScript alone. */
export function compiledProgram(): string {
  const program = path.join(root, 'dist', 'src', 'cli', 'nao.js');
  if (!fs.existsSync(program)) {
    spawnSync(process.execPath, [path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root]);
  }
  return program;
}

/** `test` for what runs a search: skipped, saying so, where the native library is not set up. */
export function whenSetUp(...[name, run, limit]: Parameters<typeof test>): void {
  if (isSetUp()) {
    test(name, run, limit);
    return;
  }
  process.stderr.write(
    `not tested, since the native library is not set up (npm run setup): ${String(name)}\n`,
  );
  test.skip(name, run, limit);
}

/** Whether the native library is set up. */
export function isSetUp(): boolean {
  try {
    findInstallation();
    return true;
  } catch {
    return false;
  }
}

/**
 * Gives each test of the file a cache of its own in a folder, and of the user's cache what is known of this CPU's kernels.
 * It reaches programs that are started with `env: process.env`: under Jest that is a copy, which is not the default.
 */
export function useOwnCache(folder: () => string): void {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env.NAO_CACHE_DIR;
    const verdicts = path.join(getCacheFolder(), 'kernel-check');
    const own = path.join(folder(), 'cache');
    if (fs.existsSync(verdicts)) fs.cpSync(verdicts, path.join(own, 'kernel-check'), { recursive: true });
    process.env.NAO_CACHE_DIR = own;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.NAO_CACHE_DIR;
    else process.env.NAO_CACHE_DIR = before;
  });
}

/** Runs `nao` to its end in `cwd`. */
export function nao(cwd: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiledProgram(), ...args], {
    cwd,
    encoding: 'utf8',
    env: process.env,
  });
  return { code: status, out: stdout, err: stderr };
}

/** Runs `nao` in `cwd` and sends it SIGINT as soon as `isTime`, asked again and again, says so. */
export async function interrupted(
  cwd: string,
  args: readonly string[],
  isTime: () => boolean,
): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [compiledProgram(), ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: process.env,
  });
  let err = '';
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const closed = once(child, 'close');
  while (child.exitCode === null && !isTime()) await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill('SIGINT');
  const [code] = (await closed) as [number | null];
  return { code, err };
}

/** What a run has written of a file's kind, by the file's name. */
export function written(run: string, kind = /\.csv$/): Record<string, string> {
  const files = fs.readdirSync(run).filter((file) => kind.test(file));
  return Object.fromEntries(files.map((file) => [file, fs.readFileSync(path.join(run, file), 'utf8')]));
}

/** A run's CSV logs without what was measured in time, by file. */
export function timelessLogs(run: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(written(run)).map(([file, text]) => [file, removeTimeColumns(text)]),
  );
}
